import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { failpoint } from '@aegis/shared/failpoint';
import type { EndsWithRun } from '../git/git.ts';
import { pushCommit } from '../git/push.ts';
import type { Remote } from '../git/remote.ts';
import type { Repository } from '../git/repository.ts';
import type { Worktree } from './worktree.ts';

/**
 * Pushes the card's branch. Where the remote has other commits it is replaced only if it still is what we pushed
 * last, so nobody else's commits are ever overwritten. Returns why it was refused, null when it was pushed. Throws
 * REMOTE_CHANGED.
 */
export async function pushBranch(
	repository: Repository,
	worktree: Pick<Worktree, 'branch' | 'adminDir'>,
	remote: Remote,
	sha: string,
	run: EndsWithRun,
): Promise<string | null> {
	const { branch, adminDir } = worktree;
	const memo = join(adminDir, 'aegis-pushed');
	const lease = readOrNull(memo);
	failpoint('worker.before-push');
	let end = await pushCommit(repository, { remote, branch, sha }, run);
	if (end.kind === 'refused' && lease !== null && !run.signal.aborted)
		end = await pushCommit(repository, { remote, branch, sha, lease }, run);
	failpoint('worker.after-push');
	if (end.kind === 'refused') return end.detail;
	writeFileSync(memo, sha);
	return null;
}

function readOrNull(file: string): string | null {
	try {
		return readFileSync(file, 'utf8');
	} catch {
		return null;
	}
}
