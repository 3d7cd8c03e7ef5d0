import { existsSync, lstatSync, readFileSync, readdirSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { cardOf, type Leftover } from '../core/leftover.ts';
import { judgeWorktree } from '../core/worktree-state.ts';
import { openGit } from '../git/git.ts';
import type { Repository } from '../git/repository.ts';
import { isKept } from './kept.ts';

export interface FoundWorktree {
	readonly cardGid: string;
	readonly path: string;
	readonly sight: () => Promise<Omit<Leftover, 'cardIsOver'>>;
}

/** What git keeps in a worktree's own folder while something is half-way. */
export const halfWay = [
	'MERGE_HEAD',
	'CHERRY_PICK_HEAD',
	'REVERT_HEAD',
	'rebase-merge',
	'rebase-apply',
	'BISECT_LOG',
];

/**
 * The worktrees Aegis made for cards: below the configured folder, named as ours, and known to git as such; `base` is a ref of
 * the branch cards are merged into.
 */
export function findWorktrees(repository: Repository, worktreeDir: string, base: string): FoundWorktree[] {
	const root = resolve(repository.path, worktreeDir);
	return list(root).flatMap((name) => {
		const cardGid = cardOf(name);
		if (cardGid === null || name.startsWith('feat/')) return [];
		const path = join(root, name);
		const adminDir = join(repository.commonDir, 'worktrees', name);
		if (!isOurs(path, adminDir, name, cardGid)) return [];
		return [{ cardGid, path, sight: () => lookAt(repository, base, path, adminDir) }];
	});
}

/** A staging worktree is on no branch; a card's is on the card's. */
function isOurs(path: string, adminDir: string, name: string, cardGid: string): boolean {
	const head = read(join(adminDir, 'HEAD'));
	const branch = `feat/task-${cardGid}`;
	const staging = name.startsWith('merge-') && head !== null && /^[0-9a-f]{40,64}\n?$/.test(head);
	const sight = {
		present: true,
		folder: lstatSync(path).isDirectory(),
		gitFile: read(join(path, '.git')),
		head: staging ? `ref: refs/heads/${branch}` : head,
		registeredAt: read(join(adminDir, 'gitdir')),
		lock: read(join(adminDir, 'locked')),
	};
	return judgeWorktree(sight, { path, adminDir, branch }) === 'sane';
}

async function lookAt(
	repository: Repository,
	base: string,
	path: string,
	adminDir: string,
): Promise<Omit<Leftover, 'cardIsOver'>> {
	const git = openGit(path, { base: repository.base, gitDir: adminDir });
	const idleMs = Date.now() - Math.max(...[path, adminDir, join(adminDir, 'index')].map(changedAt));
	const status = await git.run(['status', '--porcelain', '--untracked-files=normal']);
	const clean =
		status.exitCode === 0 &&
		status.stdout === '' &&
		!halfWay.some((name) => existsSync(join(adminDir, name)));
	const head = await git.run(['rev-parse', '--verify', '--quiet', 'HEAD^{commit}']);
	return {
		kind: 'worktree',
		idleMs,
		clean,
		kept: await isKept(repository.git, head.stdout.trim(), { base, builtIn: repository.git }),
	};
}

function changedAt(file: string): number {
	return statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? 0;
}

function list(folder: string): string[] {
	try {
		return readdirSync(folder);
	} catch {
		return [];
	}
}

function read(file: string): string | null {
	try {
		return readFileSync(file, 'utf8');
	} catch {
		return null;
	}
}
