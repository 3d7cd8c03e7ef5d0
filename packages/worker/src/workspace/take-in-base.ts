import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
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
	const conflicts = await listConflicts(worktree);
	if (conflicts.length > 0) writeFileSync(disputedFile(worktree), JSON.stringify(conflicts));
	return readDisputed(worktree);
}

/**
 * The files of an unfinished merge that had conflicts. Git forgets which they were once they are staged, and a coder
 * may need more than one attempt.
 */
export function readDisputed(worktree: Worktree): string[] {
	const file = disputedFile(worktree);
	if (!existsSync(join(worktree.gitDir, 'MERGE_HEAD')) || !existsSync(file)) return [];
	return JSON.parse(readFileSync(file, 'utf8')) as string[];
}

function disputedFile({ adminDir }: Worktree): string {
	return join(adminDir, 'aegis-conflicts');
}

/** Files git still holds to be in conflict. */
export async function listConflicts({ git }: Pick<Worktree, 'git'>): Promise<string[]> {
	const names = await git.text(['diff', '--name-only', '--diff-filter=U', '-z']);
	return names.split('\0').filter((name) => name !== '');
}
