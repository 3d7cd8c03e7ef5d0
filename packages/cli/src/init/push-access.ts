import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { askGit } from './git.ts';

/** Whether a remote takes pushes to a branch from here, as far as it can be told without pushing anything. */
export async function takesPushes(root: string, remote: string, branch: string): Promise<boolean> {
	// A new name: the branch itself may be behind, which is no lack of access.
	const trial = 'HEAD:refs/heads/aegis-push-check';
	const answer = await askGit(root, 'push', '--dry-run', '--quiet', '--no-verify', remote, trial);
	return answer !== null && !(await isCheckedOutThere(root, remote, branch));
}

/** A repository with a work tree refuses pushes to the branch it has checked out (receive.denyCurrentBranch). */
async function isCheckedOutThere(root: string, remote: string, branch: string): Promise<boolean> {
	const url = (await askGit(root, 'remote', 'get-url', '--push', remote)) ?? '';
	const folder = url.startsWith('file://') ? fileURLToPath(url) : resolve(root, url);
	if (!existsSync(folder) || (await askGit(folder, 'rev-parse', '--is-bare-repository')) !== 'false')
		return false;
	if ((await askGit(folder, 'symbolic-ref', '--short', '--quiet', 'HEAD')) !== branch) return false;
	const policy = (await askGit(folder, 'config', 'receive.denyCurrentBranch')) ?? 'refuse';
	return !['ignore', 'warn', 'false', 'updateInstead'].includes(policy);
}
