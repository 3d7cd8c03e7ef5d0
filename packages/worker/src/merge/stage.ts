import { lstatSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { AegisError } from '@aegis/shared/errors';
import { openGit, type EndsWithRun, type Git } from '../git/git.ts';
import { lockRepository } from '../git/repository-lock.ts';
import type { Repository } from '../git/repository.ts';
import { excludeFolder } from '../workspace/exclude.ts';
import { removeTree } from '../workspace/remove-tree.ts';
import type { WorktreePlace } from '../workspace/paths.ts';
import { listConflicts } from '../workspace/take-in-base.ts';

export type Staged =
	| { readonly kind: 'staged'; readonly sha: string; readonly git: Git }
	| { readonly kind: 'conflict'; readonly files: readonly string[] };

/**
 * Builds the merge commit in a worktree of its own, away from every branch: base, head and message give the same
 * commit every time, since who and when come from the head.
 */
export async function stageMerge(
	repository: Repository,
	place: WorktreePlace,
	merge: { base: string; head: string; message: string },
	ends: EndsWithRun,
): Promise<Staged> {
	await removeStaging(repository, place);
	await lockRepository(repository.commonDir, ends.signal, async () => {
		excludeFolder(repository, dirname(place.path));
		const add = ['worktree', 'add', '--quiet', '-f', '--detach', place.path, merge.base];
		await repository.git.text(add, ends);
	});
	const date = await repository.git.text(['log', '-1', '--format=%cI', '--end-of-options', merge.head]);
	const git = openGit(place.path, {
		base: repository.base,
		gitDir: place.adminDir,
		extra: { GIT_AUTHOR_DATE: date, GIT_COMMITTER_DATE: date },
	});
	const merged = await git.run([
		'merge',
		'--quiet',
		'--no-ff',
		'--no-commit',
		'--no-verify',
		'--end-of-options',
		merge.head,
	]);
	if (merged.exitCode !== 0) {
		const files = await listConflicts({ git });
		if (files.length > 0) return { kind: 'conflict', files };
		throw new AegisError('GIT_FAILED', `The merge could not be built: ${merged.stderr.trim().slice(-500)}`, {
			fix: 'Repair what git names, then retry the card.',
		});
	}
	await git.text(['commit', '--quiet', '--no-verify', '--no-gpg-sign', '--cleanup=whitespace', '-F', '-'], {
		input: merge.message,
	});
	return { kind: 'staged', sha: await git.text(['rev-parse', 'HEAD']), git };
}

/** Takes the staging worktree away, whatever state a crash left it in: nothing in it is anybody's only copy. */
export async function removeStaging(repository: Repository, place: WorktreePlace): Promise<void> {
	const stat = lstatSync(place.path, { throwIfNoEntry: false });
	const isClone = lstatSync(join(place.path, '.git'), { throwIfNoEntry: false })?.isDirectory() === true;
	if (stat !== undefined && !isClone) {
		const removed = await repository.git.run(['worktree', 'remove', '--force', '--force', place.path]);
		if (removed.exitCode === 0) return;
	}
	// Not git's any more.
	removeTree(place.path);
	rmSync(place.adminDir, { recursive: true, force: true });
}
