import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { ProjectConfig } from '@aegis/shared/config';
import { addressRemote, type Remote } from './remote.ts';
import type { Repository } from './repository.ts';

/** Whose base it is, and where the rest of it is. */
interface BaseOwner {
	readonly repository: Repository;
	readonly config: Pick<ProjectConfig, 'base_branch'>;
	readonly remote: Remote | null;
}

/** How long a fetched base counts as fresh for what only starts from it. Milliseconds. */
const freshMs = 3_000;
const fetched = new Map<string, number>();

/** Where the remote's base branch is kept: a name of our own, so that no person's tracking ref is touched. */
export function fetchedBaseRef(config: Pick<ProjectConfig, 'base_branch'>): string {
	return `refs/aegis/base/${config.base_branch}`;
}

/**
 * Brings the base branch up to date from the remote and gives the ref that holds it: the remote's where it could be
 * reached (or was before), else the local branch. `force` also asks when the last answer is only moments old. Throws
 * REMOTE_CHANGED.
 */
export async function refreshBase(
	{ repository, config, remote }: BaseOwner,
	options: { force: boolean; signal?: AbortSignal },
): Promise<{ ref: string; reached: boolean }> {
	const local = `refs/heads/${config.base_branch}`;
	if (remote === null) return { ref: local, reached: true };
	const ref = fetchedBaseRef(config);
	const key = `${repository.commonDir} ${remote.url} ${ref}`;
	const last = fetched.get(key);
	if (!options.force && last !== undefined && performance.now() - last < freshMs) {
		return { ref, reached: true };
	}
	const { settings, name } = await addressRemote(repository, remote);
	const { exitCode } = await repository.git
		.run(
			[
				...settings,
				'fetch',
				'--quiet',
				'--no-tags',
				'--no-recurse-submodules',
				'--end-of-options',
				name,
				`+${local}:${ref}`,
			],
			{ timeoutMs: 30_000, ...(options.signal === undefined ? {} : { signal: options.signal }) },
		)
		.catch(() => ({ exitCode: -1 }));
	if (exitCode === 0) {
		fetched.set(key, performance.now());
		return { ref, reached: true };
	}
	return { ref: (await resolveCommit(repository, ref)) === null ? local : ref, reached: false };
}

/** The base as it is known without asking the remote: what may start a run in milliseconds. */
export async function knownBase(owner: BaseOwner): Promise<string> {
	const { repository, config, remote } = owner;
	if (remote === null) return `refs/heads/${config.base_branch}`;
	const ref = fetchedBaseRef(config);
	// A loose ref saves asking git.
	if (existsSync(join(repository.commonDir, ref))) return ref;
	return (await resolveCommit(repository, ref)) === null
		? (await refreshBase(owner, { force: false })).ref
		: ref;
}

/** The commit a ref or name stands for; null when there is none. */
export async function resolveCommit(
	repository: Pick<Repository, 'git'>,
	name: string,
): Promise<string | null> {
	const { exitCode, stdout } = await repository.git.run([
		'rev-parse',
		'--verify',
		'--quiet',
		'--end-of-options',
		`${name}^{commit}`,
	]);
	return exitCode === 0 ? stdout.trim() : null;
}

/** The same where there must be one. Throws GIT_FAILED. */
export async function requireCommit(repository: Repository, name: string): Promise<string> {
	return repository.git.text(['rev-parse', '--verify', '--end-of-options', `${name}^{commit}`]);
}
