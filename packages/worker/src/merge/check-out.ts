import { dirname } from 'node:path';
import { openGit, treeMs, type Git } from '../git/git.ts';
import { lockRepository } from '../git/repository-lock.ts';
import type { RunContext } from '../run/context.ts';
import { openEnclosedGit } from '../vault/enclosed-git.ts';
import { bringIn, openVault } from '../vault/vault.ts';
import { makeClone, placeNotes } from '../workspace/clone.ts';
import { excludeFolder } from '../workspace/exclude.ts';
import { placeMerge } from '../workspace/paths.ts';
import { removeStaging } from './stage.ts';

/** A commit in a tree of its own, on no branch. */
export interface CheckedOut {
	readonly path: string;
	readonly adminDir: string;
	readonly git: Git;
	remove(): Promise<void>;
}

/** Checks a commit of the repository out where this card's merges are tested: a clone where there is a sandbox, else a worktree. */
export async function checkOut(run: RunContext, sha: string): Promise<CheckedOut> {
	const { repository, machine, ends, config } = run;
	const place = placeMerge(repository, config.worktree_dir, run.spec.cardGid);
	const remove = (): Promise<void> => removeStaging(repository, place);
	await remove();
	if (machine.sandbox.mode === 'none') {
		await lockRepository(repository.commonDir, ends.signal, async () => {
			excludeFolder(repository, dirname(place.path));
			const add = ['worktree', 'add', '--quiet', '-f', '--detach', place.path, sha];
			await repository.git.text(add, { timeoutMs: treeMs, ...ends });
		});
		const git = openGit(place.path, { base: repository.base, gitDir: place.adminDir });
		return { path: place.path, adminDir: place.adminDir, git, remove };
	}
	const vault = await openVault(machine.home, repository);
	await bringIn(vault, repository, { sha, as: `base/${config.base_branch}` }, ends);
	const noted = placeNotes(run, vault, place);
	const git = openEnclosedGit(run, vault, noted.path);
	await makeClone(vault, { ...noted, git }, { branch: null, sha });
	return { path: noted.path, adminDir: noted.adminDir, git, remove };
}
