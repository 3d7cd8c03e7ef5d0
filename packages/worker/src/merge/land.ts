import { failpoint } from '@aegis/shared/failpoint';
import { describeRefusal } from '../core/push-refusal.ts';
import type { RunContext } from '../run/context.ts';
import { contains } from '../git/ancestry.ts';
import { fetchedBaseRef, resolveCommit } from '../git/base.ts';
import { pushCommit, readRemoteBranch } from '../git/push.ts';
import { addressRemote, type Remote } from '../git/remote.ts';
import { lockRepository } from '../git/repository-lock.ts';
import { landLocally } from './land-locally.ts';

export type Landing =
	| { readonly kind: 'landed'; readonly pushed: boolean }
	/** The base is not where the merge was built on: build and test it again. */
	| { readonly kind: 'moved' }
	| { readonly kind: 'hold'; readonly why: string }
	| { readonly kind: 'failed'; readonly code: string; readonly message: string };

/**
 * Moves the base branch to the tested commit: one fast-forward, read back afterwards. The last thing before it is the
 * proof that this run still holds its lease. Throws RunStopped and REMOTE_CHANGED.
 */
export async function land(run: RunContext, mainBefore: string, sha: string): Promise<Landing> {
	const { repository, remote, held } = run;
	return lockRepository(repository.commonDir, held.signal, async () => {
		held.assertMayGoOn();
		if (remote === null) return landHere(run, mainBefore, sha);
		const landing = await landOnRemote(run, remote, mainBefore, sha);
		if (landing.kind === 'landed') await bringLocalAlong(run, sha);
		return landing;
	});
}

async function landHere(
	{ repository, config }: RunContext,
	mainBefore: string,
	sha: string,
): Promise<Landing> {
	const end = await landLocally(repository, config.base_branch, mainBefore, sha);
	const now = await resolveCommit(repository, `refs/heads/${config.base_branch}`);
	if (now !== null && (await contains(repository.git, now, sha))) return { kind: 'landed', pushed: false };
	if (now !== mainBefore) return { kind: 'moved' };
	return { kind: 'hold', why: end ?? `${config.base_branch} did not move. Approve again to retry.` };
}

async function landOnRemote(
	{ repository, config, held, ends }: RunContext,
	remote: Remote,
	mainBefore: string,
	sha: string,
): Promise<Landing> {
	const branch = config.base_branch;
	failpoint('worker.before-merge-push');
	const push = await pushCommit(repository, { remote, branch, sha }, ends);
	failpoint('worker.after-merge-push');
	const now = await readRemoteBranch(repository, remote, branch);
	if (now === sha || (typeof now === 'string' && (await hasLanded(now)))) {
		await repository.git.run(['update-ref', fetchedBaseRef(config), now]);
		return { kind: 'landed', pushed: true };
	}
	held.assertMayGoOn();
	if (push.kind === 'refused' && now !== mainBefore && now !== undefined) return { kind: 'moved' };
	if (push.kind === 'refused') {
		return {
			kind: 'failed',
			code: 'PUSH_REFUSED',
			message: describeRefusal(remote.name, branch, push.detail),
		};
	}
	return {
		kind: 'failed',
		code: 'LANDING_MISMATCH',
		message: `${remote.name} took the merge, but ${branch} there does not hold it.`,
	};

	/** Somebody may have landed more on top between our push and our look. */
	async function hasLanded(tip: string): Promise<boolean> {
		if ((await resolveCommit(repository, tip)) === null) {
			const { settings, name } = await addressRemote(repository, remote);
			await repository.git.run(
				[
					...settings,
					'fetch',
					'--quiet',
					'--no-tags',
					'--end-of-options',
					name,
					`+refs/heads/${branch}:${fetchedBaseRef(config)}`,
				],
				{ timeoutMs: 30_000 },
			);
		}
		return contains(repository.git, tip, sha);
	}
}

/** What landed on the remote is the truth; the local branch follows where it can without touching a person's work. */
export async function bringLocalAlong({ repository, config, log }: RunContext, sha: string): Promise<void> {
	const local = await resolveCommit(repository, `refs/heads/${config.base_branch}`);
	if (local === null || local === sha || !(await contains(repository.git, sha, local))) return;
	const why = await landLocally(repository, config.base_branch, local, sha);
	if (why !== null) log.info({ why }, 'local base branch left where it is');
}
