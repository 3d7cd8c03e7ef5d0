import { existsSync, lstatSync } from 'node:fs';
import { join } from 'node:path';
import { failpoint } from '@aegis/shared/failpoint';
import { hasLanded } from '../git/ancestry.ts';
import { fetchedBaseRef } from '../git/base.ts';
import { treeMs } from '../git/git.ts';
import { pushCommit } from '../git/push.ts';
import { lockRepository } from '../git/repository-lock.ts';
import { removeClone } from '../workspace/remove-clone.ts';
import { RunStopped } from '../lease/held-run.ts';
import type { RunContext } from '../run/context.ts';

/**
 * Removes what a landed card leaves, as `removeLanded` does. What goes wrong there is no failure of a run that has landed: the
 * sweep does it later.
 */
export async function cleanCard(run: RunContext, head: string): Promise<void> {
	try {
		await removeLanded(run, head);
	} catch (error) {
		if (error instanceof RunStopped) throw error;
		run.log.warn({ err: error }, 'what the card leaves could not be removed');
	}
}

/**
 * Removes the card's worktree and branches once their commits are on the base. What holds uncommitted changes, or
 * moved on since `head` was merged, stays: git itself refuses, and that is no failure of the run.
 */
async function removeLanded(run: RunContext, head: string): Promise<void> {
	const { repository, config, remote, place, held, log } = run;
	const { git } = repository;
	const base = config.remote === null ? `refs/heads/${config.base_branch}` : fetchedBaseRef(config);
	if (!(await hasLanded(git, base, head))) return;
	failpoint('worker.before-clean');
	await lockRepository(repository.commonDir, held.signal, async () => {
		if (lstatSync(join(place.path, '.git'), { throwIfNoEntry: false })?.isDirectory() === true) {
			if (!(await removeClone(run, head))) {
				log.warn({ path: place.path }, 'clone kept: it holds more than what was merged');
				return;
			}
		} else if (existsSync(place.path)) {
			const removed = await git.run(['worktree', 'remove', place.path], { timeoutMs: treeMs });
			if (removed.exitCode !== 0) {
				log.warn({ detail: removed.stderr.trim() }, 'worktree kept');
				return;
			}
		}
		failpoint('worker.after-clean');
		await git.run(['update-ref', '-d', `refs/heads/${place.branch}`, head]);
	});
	if (remote === null) return;
	const end = await pushCommit(
		repository,
		{ remote, branch: place.branch, sha: null, lease: head },
		run.ends,
	);
	if (end.kind === 'refused') log.info({ detail: end.detail }, 'remote branch kept');
}
