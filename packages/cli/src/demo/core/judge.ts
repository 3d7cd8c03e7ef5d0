/** What was seen of one story's card, on the board and at the master. */
export interface Seen {
	readonly section: string | null;
	readonly completed: boolean;
	/** The sections in the order the board tells them. */
	readonly path: readonly string[];
	readonly runs: readonly { readonly agent: string; readonly outcome: string | null }[];
	readonly comments: readonly string[];
	/** The reasons for waiting that were seen, by code. */
	readonly reasons: readonly string[];
	/** Whether main holds the story's change. */
	readonly landed: boolean;
}

export interface Expected {
	readonly ending: 'merged' | 'withdrawn';
	readonly path: readonly string[];
	readonly agents: readonly string[];
	readonly comments: readonly string[];
	/** A reason the card must have waited for. */
	readonly reason?: string;
}

/** What is not as the story says, in words; empty when it ended as it should. */
export function judgeStory(seen: Seen, expected: Expected): string[] {
	const succeeded = seen.runs.filter(({ outcome }) => outcome === 'succeeded').map(({ agent }) => agent);
	const problems = judgeEnding(seen, expected.ending);
	if (!isSubsequence(expected.path, seen.path)) {
		problems.push(`its path was ${seen.path.join(' → ')} instead of ${expected.path.join(' → ')}`);
	}
	if (!isSubsequence(expected.agents, succeeded)) {
		problems.push(`${succeeded.join(', ') || 'nobody'} succeeded instead of ${expected.agents.join(', ')}`);
	}
	const missing = expected.comments.filter(
		(text) => !seen.comments.some((comment) => comment.includes(text)),
	);
	if (missing.length > 0) problems.push(`no comment says ${missing.map((text) => `“${text}”`).join(', ')}`);
	if (expected.reason !== undefined && !seen.reasons.includes(expected.reason)) {
		problems.push(`it never waited because of ${expected.reason}`);
	}
	return problems;
}

function judgeEnding(seen: Seen, ending: Expected['ending']): string[] {
	const problems: string[] = [];
	const merged = ending === 'merged';
	if (seen.section !== (merged ? 'Done' : 'Drafts') || seen.completed !== merged) {
		problems.push(`it is in ${seen.section ?? 'no section'}${seen.completed ? '' : ' and not completed'}`);
	}
	if (merged && !seen.landed) problems.push('main does not hold its change');
	if (!merged && seen.landed) problems.push('main holds the change of a card that was taken back');
	if (!merged && !seen.runs.some(({ outcome }) => outcome === 'cancelled')) {
		problems.push('no agent was stopped when it was taken back');
	}
	return problems;
}

/** True when all of `wanted` occur in `given` in this order; others may stand between them. */
function isSubsequence(wanted: readonly string[], given: readonly string[]): boolean {
	let next = 0;
	for (const item of given) if (item === wanted[next]) next += 1;
	return next === wanted.length;
}
