import { lstatSync } from 'node:fs';
import { join } from 'node:path';
import { AegisError } from '../errors.ts';
import { askGit } from './ask-git.ts';

export interface BaseName {
	readonly base_branch: string;
	readonly remote: string | null;
}

/** Where the base may be kept, the best first: what was last fetched of the remote, then the local branch. */
function refsOf({ base_branch: branch, remote }: BaseName): string[] {
	const local = `refs/heads/${branch}`;
	return remote === null ? [local] : [`refs/aegis/base/${branch}`, local];
}

/**
 * The commit the base branch stands at, as it is known on this machine; null where there is none. Throws GIT_FAILED where
 * git could not say: that is not the same.
 */
export async function findBaseCommit(gitDir: string, base: BaseName): Promise<string | null> {
	for (const ref of refsOf(base)) {
		const { exitCode, stdout } = await askGit(gitDir, [
			'rev-parse',
			'--verify',
			'--quiet',
			'--end-of-options',
			`${ref}^{commit}`,
		]);
		if (exitCode === 0) return stdout.toString().trim();
		if (exitCode !== 1) {
			throw new AegisError('GIT_FAILED', `git could not say where ${ref} of ${gitDir} is.`, {
				fix: 'Repair the repository; a machine under heavy load is asked again by itself.',
			});
		}
	}
	return null;
}

/** Changes whenever the base may have moved; costs no process. */
export function stampBase(gitDir: string, base: BaseName): string {
	return [...refsOf(base), 'packed-refs']
		.map((name) => {
			try {
				const { mtimeMs, ino } = lstatSync(join(gitDir, name));
				return `${ino}:${mtimeMs}`;
			} catch {
				return '-';
			}
		})
		.join(' ');
}

/** Where a remote pushes to, as the repository's configuration says now; null where it has no such remote. */
export async function readRemoteUrl(gitDir: string, remote: string): Promise<string | null> {
	const { exitCode, stdout } = await askGit(gitDir, [
		'remote',
		'get-url',
		'--push',
		'--end-of-options',
		remote,
	]);
	return exitCode === 0 ? stdout.toString().trim() : null;
}
