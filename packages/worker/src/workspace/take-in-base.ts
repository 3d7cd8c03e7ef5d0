import type { Worktree } from './worktree.ts';

/**
 * Brings a card's branch up to the base before a coder goes on, so that it repairs what will land.
 *
 * Returns the files with conflict marks that are left in the worktree for the coder to resolve. Edits a killed run
 * left behind win: where they are in the way, nothing is merged now.
 */
export async function takeInBase(worktree: Worktree, base: string, baseName: string): Promise<string[]> {
	const { git } = worktree;
	const behind = await git.text(['rev-list', '--count', '--end-of-options', `HEAD..${base}`]);
	if (behind !== '0') {
		await git.run([
			'merge',
			'--quiet',
			'--no-edit',
			'--no-verify',
			'-m',
			`Merge ${baseName} into ${worktree.branch}`,
			'--end-of-options',
			base,
		]);
	}
	return listConflicts(worktree);
}

/** Files git still holds to be in conflict. */
export async function listConflicts({ git }: Pick<Worktree, 'git'>): Promise<string[]> {
	const names = await git.text(['diff', '--name-only', '--diff-filter=U', '-z']);
	return names.split('\0').filter((name) => name !== '');
}
