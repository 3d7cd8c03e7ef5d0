import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** Characters of one answer of git's; a diff beyond that is not for reading. */
const maxBytes = 8_000_000;

/** Nothing of the person's own settings, no prompt, no lock, and no program that a repository's settings could name. */
const options = [
	'--no-optional-locks',
	'-c',
	'core.hooksPath=/dev/null',
	'-c',
	'core.fsmonitor=false',
	'-c',
	'diff.external=',
	'-c',
	'core.quotePath=false',
];

/** Asks git something about a repository; null where it fails, as for a branch that is not there. */
export async function askGit(repository: string, args: readonly string[]): Promise<string | null> {
	try {
		const { stdout } = await run('git', [...options, '-C', repository, ...args], {
			maxBuffer: maxBytes,
			timeout: 15_000,
			env: {
				PATH: process.env['PATH'] ?? '/usr/local/bin:/usr/bin:/bin',
				GIT_TERMINAL_PROMPT: '0',
				GIT_CONFIG_NOSYSTEM: '1',
				LC_ALL: 'C',
			},
		});
		return stdout;
	} catch {
		return null;
	}
}
