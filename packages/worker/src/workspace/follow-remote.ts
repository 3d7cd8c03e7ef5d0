import { contains } from '../git/ancestry.ts';
import { resolveCommit } from '../git/base.ts';
import { readRemoteBranch } from '../git/push.ts';
import { addressRemote } from '../git/remote.ts';
import { lockRepository } from '../git/repository-lock.ts';
import { landLocally } from '../merge/land-locally.ts';
import type { RunContext } from '../run/context.ts';

/** What the remote has of the card's branch that this machine's branch has not; null when it has all of it. */
export interface Unfollowed {
	readonly remoteHead: string;
	readonly why: string;
}

/**
 * Brings this machine's branch of the card along with the remote's: what another machine's worker or a person pushed is
 * worked on, reviewed and merged here too, and never left out or merged unseen. Only ever forwards; what cannot be
 * followed is returned. A remote that does not answer, or has no such branch, changes nothing.
 */
export async function followRemote(run: RunContext): Promise<Unfollowed | null> {
	const { repository, remote, place, held } = run;
	if (remote === null) return null;
	const { git } = repository;
	const ref = `refs/heads/${place.branch}`;
	const [remoteHead, local] = await Promise.all([
		readRemoteBranch(repository, remote, place.branch),
		resolveCommit(repository, ref),
	]);
	if (typeof remoteHead !== 'string' || remoteHead === local) return null;
	if ((await resolveCommit(repository, remoteHead)) === null) {
		const kept = `refs/aegis/branch/${place.branch}`;
		const { settings, name } = await addressRemote(repository, remote);
		const fetch = ['fetch', '--quiet', '--no-tags', '--no-recurse-submodules', '--end-of-options', name];
		await git.run([...settings, ...fetch, `+${ref}:${kept}`], { timeoutMs: 60_000, signal: held.signal });
		if ((await resolveCommit(repository, remoteHead)) === null)
			return { remoteHead, why: `${remote.name} has ${remoteHead.slice(0, 8)}, which could not be fetched` };
	}
	if (local !== null && (await contains(git, local, remoteHead))) return null;
	if (local !== null && !(await contains(git, remoteHead, local)))
		return { remoteHead, why: `${remote.name} and this machine have different commits on ${place.branch}` };
	const refused = await lockRepository(repository.commonDir, held.signal, () =>
		local === null ? create() : landLocally(repository, place.branch, local, remoteHead),
	);
	return refused === null ? null : { remoteHead, why: refused };

	async function create(): Promise<string | null> {
		// The empty old value: only where there still is none.
		const made = await git.run(['update-ref', '-m', 'aegis: follow', ref, remoteHead as string, '']);
		return made.exitCode === 0
			? null
			: `${place.branch} could not be made: ${made.stderr.trim().slice(-300)}`;
	}
}
