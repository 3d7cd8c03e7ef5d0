import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import type { LandedCommit } from '../core/judge-main.ts';

const run = promisify(execFile);

/** The commits of a repository's base branch that say they came from a run; null when the repository cannot be asked. */
export async function findLandedCommits(repository: string, base: string): Promise<LandedCommit[] | null> {
	try {
		const format =
			'%H%x00%T%x00%(trailers:key=Aegis-Run,valueonly)%x00%(trailers:key=Aegis-Card,valueonly)%x01';
		// Also where the remote's main was last seen: the local branch follows only where no person's work is touched.
		const refs = await git(
			repository,
			'for-each-ref',
			'--format=%(refname)',
			`refs/heads/${base}`,
			`refs/aegis/base/${base}`,
		);
		const names = refs.split('\n').filter((name) => name !== '');
		if (names.length === 0) return null;
		const text = await git(
			repository,
			'log',
			'--first-parent',
			`--format=${format}`,
			'--end-of-options',
			...names,
		);
		return text.split('\u0001').flatMap((entry) => {
			const [sha = '', tree = '', runId = '', card = ''] = entry.trim().split('\0');
			return runId.trim() === '' ? [] : [{ sha, tree, run: runId.trim(), card: card.trim() }];
		});
	} catch {
		return null;
	}
}

async function git(cwd: string, ...args: string[]): Promise<string> {
	const safe = ['-c', 'core.fsmonitor=false', '-c', 'log.showSignature=false'];
	const { stdout } = await run('git', [...safe, ...args], { cwd, maxBuffer: 256 * 1024 * 1024 });
	return stdout;
}
