import { lstatSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { openGit, treeMs, type EndsWithRun, type Git } from '../git/git.ts';
import { lockRepository } from '../git/repository-lock.ts';
import type { Repository } from '../git/repository.ts';
import { excludeFolder } from '../workspace/exclude.ts';
import { removeTree } from '../workspace/remove-tree.ts';
import type { WorktreePlace } from '../workspace/paths.ts';
import { buildLanding, type CardLanding } from './landing-commit.ts';

export type Staged =
	| { readonly kind: 'staged'; readonly sha: string; readonly git: Git }
	| { readonly kind: 'conflict'; readonly files: readonly string[] };

/** Builds the landing, and what is to be tested: a worktree of it, away from every branch. */
export async function stageMerge(
	repository: Repository,
	place: WorktreePlace,
	merge: CardLanding,
	ends: EndsWithRun,
): Promise<Staged> {
	await removeStaging(repository, place);
	const built = await buildLanding(repository.git, merge);
	if (built.kind === 'conflict') return built;
	const { sha } = built;
	await lockRepository(repository.commonDir, ends.signal, async () => {
		excludeFolder(repository, dirname(place.path));
		const add = ['worktree', 'add', '--quiet', '-f', '--detach', place.path, sha];
		await repository.git.text(add, { timeoutMs: treeMs, ...ends });
	});
	const git = openGit(place.path, { base: repository.base, gitDir: place.adminDir });
	return { kind: 'staged', sha, git };
}

/** Takes the staging worktree away, whatever state a crash left it in: nothing in it is anybody's only copy. */
export async function removeStaging(repository: Repository, place: WorktreePlace): Promise<void> {
	const stat = lstatSync(place.path, { throwIfNoEntry: false });
	const isClone = lstatSync(join(place.path, '.git'), { throwIfNoEntry: false })?.isDirectory() === true;
	if (stat !== undefined && !isClone) {
		const removed = await repository.git.run(['worktree', 'remove', '--force', '--force', place.path], {
			timeoutMs: treeMs,
		});
		if (removed.exitCode === 0) return;
	}
	// Not git's any more.
	removeTree(place.path);
	rmSync(place.adminDir, { recursive: true, force: true });
}
