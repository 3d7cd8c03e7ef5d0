/** What a run that merges was told of its permission. */
interface Permission {
	readonly approvedHead: string | null;
	readonly approvalNeeded?: boolean | undefined;
}

/**
 * Why the branch may not be merged as it is: it is not the commit the merge was allowed for, whoever changed it since.
 * Null when it is.
 */
export function findUnapproved({ approvedHead, approvalNeeded }: Permission, head: string): string | null {
	if (approvedHead === head) return null;
	// Nobody could tell which commit was approved: any may have come since.
	if (approvedHead === null)
		return approvalNeeded === true
			? 'Which commit was approved cannot be told, so the branch is reviewed again.'
			: null;
	return `The branch has moved from ${approvedHead.slice(0, 8)} to ${head.slice(0, 8)} since its merge was allowed, so it is reviewed again.`;
}
