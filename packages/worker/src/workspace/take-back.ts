import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { AegisError } from '@aegis/shared/errors';
import { contains } from '../git/ancestry.ts';
import { readPlainFile } from './plain-file.ts';
import type { Worktree } from './worktree.ts';

/** Where a card's tree stood when its agent began, and what it was brought up to. */
export interface AgentStart {
	readonly head: string;
	/** The commit of the base then. */
	readonly base: string;
}

/**
 * Has a card's tree on its branch again, where its agent began, with all it did as changes: whatever it committed, in
 * whosever name, wherever. Returns the commit of the base that it merged by itself, null where it did not. Throws
 * BRANCH_SWITCHED where it left uncommitted work on another branch that does not hold the card's.
 */
export async function takeBack(worktree: Worktree, start: AgentStart | null): Promise<string | null> {
	const { git, branch, gitDir } = worktree;
	const isOnBranch = readPlainFile(join(gitDir, 'HEAD'))?.trim() === `ref: refs/heads/${branch}`;
	if (start === null) {
		if (isOnBranch) return null;
		throw switched(worktree);
	}
	let head = await git.text(['rev-parse', '--verify', '--end-of-options', 'HEAD^{commit}']);
	if (!isOnBranch) {
		const own = await git.run(['rev-parse', '--verify', '--quiet', `refs/heads/${branch}^{commit}`]);
		if (await contains(git, head, own.exitCode === 0 ? own.stdout.trim() : start.head)) {
			await git.text(['symbolic-ref', 'HEAD', `refs/heads/${branch}`]);
		} else {
			// It looked at something else and stayed there.
			const status = await git.text(['status', '--porcelain', '--untracked-files=normal']);
			if (status !== '') throw switched(worktree);
			await git.text(['checkout', '--quiet', branch]);
			head = await git.text(['rev-parse', '--verify', '--end-of-options', 'HEAD^{commit}']);
		}
	}
	if (head === start.head) {
		if (!isOnBranch) await git.text(['reset', '--quiet', '--soft', start.head]);
		return null;
	}
	const merged = existsSync(join(gitDir, 'MERGE_HEAD')) ? null : await findMerged(worktree, head, start);
	await git.text(['reset', '--quiet', '--soft', start.head]);
	return merged;
}

async function findMerged({ git }: Worktree, head: string, start: AgentStart): Promise<string | null> {
	const fork = await git.run(['merge-base', '--end-of-options', start.base, head]);
	const merged = fork.stdout.trim();
	if (fork.exitCode !== 0 || (await contains(git, start.head, merged))) return null;
	return merged;
}

function switched({ path, branch }: Worktree): AegisError {
	return new AegisError('BRANCH_SWITCHED', `The agent left ${branch} in ${path}, so nothing was committed.`, {
		fix: `Check out ${branch} there and retry the card.`,
	});
}
