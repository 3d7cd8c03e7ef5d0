import { lstatSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { AegisError } from '@aegis/shared/errors';
import { judgeWorktree, type WorktreeSight } from '../core/worktree-state.ts';
import { openGit, treeMs, type EndsWithRun, type Git } from '../git/git.ts';
import { lockRepository } from '../git/repository-lock.ts';
import type { Repository } from '../git/repository.ts';
import { excludeFolder } from './exclude.ts';
import type { WorktreePlace } from './paths.ts';
import { freeStaleLocks } from './stale-locks.ts';

/** A card's worktree on its branch, ready to work in. */
export interface Worktree extends WorktreePlace {
	/** Git pinned to this worktree, whatever its `.git` file says. */
	readonly git: Git;
	/** Where git keeps what is this tree's own: its HEAD, and a merge under way. */
	readonly gitDir: string;
	/** The branch was made from the base just now: there is nothing on it yet. */
	readonly fresh: boolean;
	/** Has this commit of the repository ready for git in this tree. */
	bring(sha: string): Promise<void>;
	/** Has what was committed in this tree on the card's branch of the repository. */
	take(): Promise<void>;
}

/**
 * The card's worktree: adopted as it stands, or made from the branch, or from `base` where there is no branch yet.
 *
 * Commits are never lost: the branch is the truth, and a broken folder is moved aside, not deleted; only what git itself
 * had not finished making is. One git process at most, none when the worktree is sane. Throws WORKTREE_FOREIGN and GIT_FAILED.
 */
export async function ensureWorktree(
	repository: Repository,
	place: WorktreePlace,
	base: () => Promise<string>,
	ends: EndsWithRun,
): Promise<Worktree> {
	const verdict = judgeWorktree(look(place), place);
	if (verdict === 'foreign-head') throw foreign(place);
	if (verdict === 'sane') {
		await freeStaleLocks(repository, place, ends.signal);
		return worktree(repository, place, false);
	}
	const start = await base();
	const fresh = await lockRepository(repository.commonDir, ends.signal, async () => {
		if (verdict === 'unfinished') discard(place);
		if (verdict === 'broken') setAside(place);
		excludeFolder(repository, dirname(place.path));
		return add(repository, place, start, ends);
	});
	return worktree(repository, place, fresh);
}

/** Returns true when the branch is new. */
async function add(
	{ git }: Repository,
	place: WorktreePlace,
	start: string,
	ends: EndsWithRun,
): Promise<boolean> {
	// `-f`: the folder may have vanished while git still knows it.
	const fresh = await git.run(
		['worktree', 'add', '--quiet', '-f', '--no-track', '-b', place.branch, place.path, start],
		{ timeoutMs: treeMs, ...ends },
	);
	if (fresh.exitCode === 0) return true;
	if (!fresh.stderr.includes('already exists')) throw failed(place, fresh.stderr);
	const again = await git.run(['worktree', 'add', '--quiet', place.path, place.branch], {
		timeoutMs: treeMs,
		...ends,
	});
	if (again.exitCode === 0) return false;
	await git.run(['worktree', 'prune']);
	const last = await git.run(['worktree', 'add', '--quiet', place.path, place.branch], {
		timeoutMs: treeMs,
		...ends,
	});
	if (last.exitCode !== 0) throw failed(place, last.stderr);
	return false;
}

/** Whoever was making it died with its run's processes. */
function discard(place: WorktreePlace): void {
	rmSync(place.path, { recursive: true, force: true });
	rmSync(place.adminDir, { recursive: true, force: true });
}

/** What git keeps about the worktree goes with it, so that a new one can take the name. */
function setAside(place: WorktreePlace): void {
	const aside = `${place.path}.broken-${Date.now()}`;
	renameSync(place.path, aside);
	rmSync(place.adminDir, { recursive: true, force: true });
}

function look(place: WorktreePlace): WorktreeSight {
	const stat = lstatSync(place.path, { throwIfNoEntry: false });
	return {
		present: stat !== undefined,
		folder: stat?.isDirectory() === true,
		gitFile: read(join(place.path, '.git')),
		head: read(join(place.adminDir, 'HEAD')),
		registeredAt: read(join(place.adminDir, 'gitdir')),
		lock: read(join(place.adminDir, 'locked')),
	};
}

function worktree(repository: Repository, place: WorktreePlace, fresh: boolean): Worktree {
	const git = openGit(place.path, { base: repository.base, gitDir: place.adminDir });
	// It shares the repository's commits and branches.
	return { ...place, git, gitDir: place.adminDir, fresh, bring: async () => {}, take: async () => {} };
}

function read(file: string): string | null {
	try {
		return readFileSync(file, 'utf8');
	} catch {
		return null;
	}
}

function foreign(place: WorktreePlace): AegisError {
	return new AegisError('WORKTREE_FOREIGN', `${place.path} is not on ${place.branch} any more.`, {
		fix: `Check out ${place.branch} there again, or remove the worktree with git worktree remove; its commits stay.`,
	});
}

function failed(place: WorktreePlace, stderr: string): AegisError {
	return new AegisError(
		'WORKTREE_FAILED',
		`No worktree could be made at ${place.path}: ${stderr.trim().slice(-500)}`,
		{
			fix: 'Repair what git names, then retry the card.',
		},
	);
}
