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
}

export type WorktreeVerdict = 'missing' | 'sane' | 'broken' | 'foreign-head';

/**
 * Judges a worktree: sane (use it), missing (make it), broken (set what is there aside and make it anew from the
 * branch), or foreign-head (somebody has another branch checked out there: a person must look).
 */
export function judgeWorktree(
	sight: WorktreeSight,
	expected: { path: string; adminDir: string; branch: string },
): WorktreeVerdict {
	if (!sight.present) return 'missing';
	if (!sight.folder || sight.head === null) return 'broken';
	if (sight.gitFile?.trim() !== `gitdir: ${expected.adminDir}`) return 'broken';
	if (sight.registeredAt?.trim() !== `${expected.path}/.git`) return 'broken';
	return sight.head.trim() === `ref: refs/heads/${expected.branch}` ? 'sane' : 'foreign-head';
}
