import { mkdirSync, realpathSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { AegisError } from '@aegis/shared/errors';
import type { Repository } from '../git/repository.ts';

/** Where a card's work happens, and what git calls it. */
export interface WorktreePlace {
	readonly path: string;
	/** Git's own folder for this worktree, outside of it. */
	readonly adminDir: string;
	readonly branch: string;
}

export function branchFor(cardGid: string): string {
	return `feat/task-${checkGid(cardGid)}`;
}

/** The card's worktree, below the configured folder. Throws WORKTREE_OUTSIDE. */
export function placeCard(repository: Repository, worktreeDir: string, cardGid: string): WorktreePlace {
	return place(repository, worktreeDir, `task-${checkGid(cardGid)}`, branchFor(cardGid));
}

/** Where the card's merge is built and tested. */
export function placeMerge(repository: Repository, worktreeDir: string, cardGid: string): WorktreePlace {
	return place(repository, worktreeDir, `merge-${checkGid(cardGid)}`, branchFor(cardGid));
}

function place(repository: Repository, worktreeDir: string, name: string, branch: string): WorktreePlace {
	const wanted = resolve(repository.path, worktreeDir);
	mkdirSync(wanted, { recursive: true });
	const root = realpathSync(wanted);
	// A link planted in the repository would lead what is created and removed here somewhere else.
	if (wanted.startsWith(`${repository.path}/`) && root !== wanted) throw outside(root);
	return { path: join(root, name), adminDir: join(repository.commonDir, 'worktrees', name), branch };
}

function checkGid(gid: string): string {
	if (/^[A-Za-z0-9_-]{1,64}$/.test(gid)) return gid;
	throw new AegisError('CARD_ID_INVALID', `“${gid.slice(0, 80)}” cannot be a card's id.`, {
		fix: 'Look at the board server: Asana gives numbers.',
	});
}

function outside(root: string): AegisError {
	return new AegisError('WORKTREE_OUTSIDE', `The worktree folder leads through a link to ${root}.`, {
		fix: 'Remove the link, or set worktree_dir to the real folder.',
	});
}
