/** What is on disk of a card's worktree, read without asking git. */
export interface WorktreeSight {
	/** There is something at the worktree's place. */
	readonly present: boolean;
	/** It is a real folder, not a link or a file. */
	readonly folder: boolean;
	/** Its `.git` file, whole; null when there is none. */
	readonly gitFile: string | null;
	/** HEAD of the worktree as git keeps it; null when git does not know the worktree. */
	readonly head: string | null;
	/** Where git believes the worktree is; null when git does not know it. */
	readonly registeredAt: string | null;
	/** Why git keeps it from being pruned; null when it does not. */
	readonly lock: string | null;
}

export type WorktreeVerdict = 'missing' | 'sane' | 'unfinished' | 'broken' | 'foreign-head';

/** What git says there while it fills a new worktree (builtin/worktree.c), in English as we run it. */
const filling = 'initializing';

/**
 * Judges a worktree: sane (use it), missing (make it), unfinished (git died while it filled it: nobody has worked there,
 * and what is not there yet would look deleted), broken (set what is there aside and make it anew from the branch), or
 * foreign-head (somebody has another branch checked out there: a person must look).
 */
export function judgeWorktree(
	sight: WorktreeSight,
	expected: { path: string; adminDir: string; branch: string },
): WorktreeVerdict {
	if (sight.lock?.trim() === filling) return 'unfinished';
	if (!sight.present) return 'missing';
	if (!sight.folder || sight.head === null) return 'broken';
	if (sight.gitFile?.trim() !== `gitdir: ${expected.adminDir}`) return 'broken';
	if (sight.registeredAt?.trim() !== `${expected.path}/.git`) return 'broken';
	return sight.head.trim() === `ref: refs/heads/${expected.branch}` ? 'sane' : 'foreign-head';
}
