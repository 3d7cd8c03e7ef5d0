import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { MainCommit, MainLine } from '../core/main-history.ts';

const run = promisify(execFile);

/** Milliseconds a remote may take. */
const remoteMs = 30_000;

const format =
	['%H', '%P', '%(trailers:key=Aegis-Run,valueonly)', '%an <%ae>', '%ce', '%s'].join('%x00') + '%x01';

/**
 * The base branch as it is here, and on the project's remote, which is asked now; `unseen` says what could not be. The
 * repository is not changed: what has to be fetched goes to a folder of its own.
 */
export async function readMainLines(
	repository: string,
	base: string,
	remote: string | null,
): Promise<{ readonly lines: readonly MainLine[]; readonly unseen: readonly string[] }> {
	const lines: MainLine[] = [];
	const unseen: string[] = [];
	const scratch = mkdtempSync(join(tmpdir(), 'aegis-verify-'));
	const here = async (args: readonly string[], env: Record<string, string> = {}): Promise<string> => {
		const safe = ['-c', 'core.fsmonitor=false', '-c', 'log.showSignature=false', '-c', 'gc.auto=0'];
		const { stdout } = await run('git', [...safe, ...args], {
			cwd: repository,
			env: { ...process.env, GIT_TERMINAL_PROMPT: '0', ...env },
			maxBuffer: 256 * 1024 * 1024,
			timeout: remoteMs,
		});
		return stdout;
	};
	const history = async (where: string, tip: string, env: Record<string, string> = {}): Promise<void> => {
		const text = await here(['log', '--first-parent', `--format=${format}`, '--end-of-options', tip], env);
		lines.push({ where, commits: text.split('\u0001').flatMap(parseCommit) });
	};
	try {
		const refs = [`refs/heads/${base}`, `refs/aegis/base/${base}`];
		const known = await here(['for-each-ref', '--format=%(refname)', ...refs]).catch(() => '');
		for (const ref of known.split('\n').filter((name) => name !== ''))
			await history(ref.startsWith('refs/heads/') ? base : `${base} as last seen on the remote`, ref);
		if (remote !== null) {
			try {
				const objects = (await here(['rev-parse', '--path-format=absolute', '--git-path', 'objects'])).trim();
				const env = { GIT_OBJECT_DIRECTORY: scratch, GIT_ALTERNATE_OBJECT_DIRECTORIES: objects };
				const listed = await here(['ls-remote', '--quiet', '--end-of-options', remote, `refs/heads/${base}`]);
				const tip = /^[0-9a-f]{40,64}/.exec(listed)?.[0];
				if (tip === undefined) unseen.push(`${base} on ${remote}: there is none`);
				else {
					const fetch = ['fetch', '--quiet', '--no-tags', '--no-write-fetch-head', '--no-recurse-submodules'];
					await here([...fetch, '--end-of-options', remote, `refs/heads/${base}`], env);
					await history(`${base} on ${remote}`, tip, env);
				}
			} catch {
				unseen.push(`${base} on ${remote}: it could not be asked`);
			}
		}
	} catch {
		unseen.push(`${base} of ${repository}`);
	} finally {
		rmSync(scratch, { recursive: true, force: true });
	}
	return { lines, unseen };
}

function parseCommit(entry: string): MainCommit[] {
	const [sha = '', parents = '', runId = '', author = '', committerEmail = '', subject = ''] = entry
		.trim()
		.split('\0');
	if (sha === '') return [];
	return [{ sha, parents: parents.split(' '), run: runId.trim(), author, committerEmail, subject }];
}
