/** Something of a card's that lies in a repository, as git and the disk tell of it. */
export interface Leftover {
	readonly kind: 'worktree' | 'clone' | 'branch';
	/** The master knows the card, and that nothing is to be done on it any more. */
	readonly cardIsOver: boolean;
	/** Milliseconds since anything was changed in it. */
	readonly idleMs: number;
	/** Nothing in it is uncommitted or half-way through a merge. Of a branch: no worktree or clone is of it. */
	readonly clean: boolean;
	/** Its commits are kept by something else: a worktree's or a clone's by a branch, a branch's by the base branch. */
	readonly kept: boolean;
}

export type LeftoverVerdict =
	| { readonly remove: true }
	| { readonly remove: false; readonly because: 'active' | 'young' | 'work' };

/**
 * Decides whether something a card left behind is removed.
 *
 * L1 nothing of a card that may still be worked on; L2 nothing that was changed within the age; L3 nothing that holds
 * work which lies nowhere else: no cleanup loses work, however old it is.
 */
export function judgeLeftover(leftover: Leftover, keepMs: number): LeftoverVerdict {
	if (!leftover.cardIsOver) return { remove: false, because: 'active' };
	if (leftover.idleMs < keepMs) return { remove: false, because: 'young' };
	if (!leftover.clean || !leftover.kept) return { remove: false, because: 'work' };
	return { remove: true };
}

/** The card that a worktree's folder or a branch is named after; null for whatever is not named as ours are. */
export function cardOf(name: string): string | null {
	return /^(?:feat\/task|task|merge)-([A-Za-z0-9_-]{1,64})$/.exec(name)?.[1] ?? null;
}
