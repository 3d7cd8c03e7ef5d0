import type { EndsWithRun } from './git.ts';
import { addressRemote, type Remote } from './remote.ts';
import type { Repository } from './repository.ts';

const pushMs = 120_000;

export type PushEnd = { readonly kind: 'pushed' } | { readonly kind: 'refused'; readonly detail: string };

/**
 * Pushes one commit to one branch of a remote, fast-forward only. With `lease`, a branch that still stands where we
 * left it ourselves is replaced; `sha` null deletes it. It ends with the run it is done for, even in the middle: a slow
 * remote must not take it when another has the card. Throws REMOTE_CHANGED.
 */
export async function pushCommit(
	repository: Repository,
	target: { remote: Remote; branch: string; sha: string | null; lease?: string },
	run: EndsWithRun,
): Promise<PushEnd> {
	const ref = `refs/heads/${target.branch}`;
	const lease = target.lease === undefined ? [] : [`--force-with-lease=${ref}:${target.lease}`];
	const { settings, name } = await addressRemote(repository, target.remote);
	const args = [...settings, 'push', '--quiet', '--no-verify', '--recurse-submodules=no', ...lease];
	try {
		const { exitCode, stderr } = await repository.git.run(
			[...args, '--end-of-options', name, `${target.sha ?? ''}:${ref}`],
			{ timeoutMs: pushMs, ...run },
		);
		return exitCode === 0 ? { kind: 'pushed' } : { kind: 'refused', detail: stderr.trim().slice(-600) };
	} catch {
		if (run.signal.aborted) return { kind: 'refused', detail: 'the run was stopped' };
		return { kind: 'refused', detail: `no answer within ${pushMs / 1000} s` };
	}
}

/**
 * Where a branch of the remote stands now; null when it has none, undefined when the remote cannot be asked. Throws
 * REMOTE_CHANGED.
 */
export async function readRemoteBranch(
	repository: Repository,
	remote: Remote,
	branch: string,
): Promise<string | null | undefined> {
	const { settings, name } = await addressRemote(repository, remote);
	const answer = await repository.git
		.run([...settings, 'ls-remote', '--end-of-options', name, `refs/heads/${branch}`], { timeoutMs: 30_000 })
		.catch(() => ({ exitCode: -1, stdout: '' }));
	if (answer.exitCode !== 0) return undefined;
	return /^([0-9a-f]{40,64})\t/.exec(answer.stdout)?.[1] ?? null;
}
