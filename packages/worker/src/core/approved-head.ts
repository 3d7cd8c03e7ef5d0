/**
 * Why the branch may not be merged as it is: it is not the commit the merge was allowed for, whoever changed it since.
 * Null when it is, or when nobody can tell which commit was meant.
 */
export function findUnapproved(approvedHead: string | null, head: string): string | null {
	if (approvedHead === null || approvedHead === head) return null;
	return `The branch has moved from ${approvedHead.slice(0, 8)} to ${head.slice(0, 8)} since its merge was allowed. Look at it and approve again.`;
}
