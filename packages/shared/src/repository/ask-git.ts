import { execFile } from 'node:child_process';
import { lstatSync, realpathSync } from 'node:fs';
import { isAbsolute, join, resolve } from 'node:path';

/** Longer answers than this are refused. Bytes. */
const answerBytes = 64 * 1024 * 1024;

export interface GitAnswer {
	/** Null where git was killed: too slow, or it said too much. */
	readonly exitCode: number | null;
	readonly stdout: Buffer;
}

/**
 * Asks git about a repository that is not trusted. Nothing that its configuration names is run by what is asked here
 * (plumbing that reads objects and refs), nothing is fetched for it, and it has a time limit.
 *
 * An explicit GIT_DIR also passes over git's own question whose directory it is (`safe.directory`), which matters where
 * a service's user is not the person's.
 */
export function askGit(
	gitDir: string,
	args: readonly string[],
	options: { readonly input?: string; readonly timeoutMs?: number } = {},
): Promise<GitAnswer> {
	const env = { ...neutral(), GIT_DIR: gitDir, GIT_LITERAL_PATHSPECS: '1' };
	return run(args, env, options);
}

function neutral(): Record<string, string> {
	return {
		// oxlint-disable-next-line no-restricted-properties -- where git is, and nothing else of our environment
		PATH: process.env['PATH'] ?? '/usr/local/bin:/usr/bin:/bin',
		LC_ALL: 'C',
		GIT_CONFIG_NOSYSTEM: '1',
		GIT_TERMINAL_PROMPT: '0',
		GIT_OPTIONAL_LOCKS: '0',
		GIT_NO_REPLACE_OBJECTS: '1',
		GIT_NO_LAZY_FETCH: '1',
		// A git older than GIT_NO_LAZY_FETCH fetches nothing either: no protocol of this name exists.
		GIT_ALLOW_PROTOCOL: 'none',
		GIT_CONFIG_COUNT: '2',
		GIT_CONFIG_KEY_0: 'core.fsmonitor',
		GIT_CONFIG_VALUE_0: 'false',
		GIT_CONFIG_KEY_1: 'core.hooksPath',
		GIT_CONFIG_VALUE_1: '/dev/null',
	};
}

function run(
	args: readonly string[],
	env: Record<string, string>,
	{ input = '', timeoutMs = 10_000, cwd }: { input?: string; timeoutMs?: number; cwd?: string },
): Promise<GitAnswer> {
	return new Promise((done) => {
		const child = execFile(
			'git',
			[...args],
			{
				...(cwd === undefined ? {} : { cwd }),
				env,
				encoding: 'buffer',
				maxBuffer: answerBytes,
				timeout: timeoutMs,
				killSignal: 'SIGKILL',
			},
			(error, stdout) => {
				const code = error === null ? 0 : error.code;
				done({ exitCode: typeof code === 'number' ? code : null, stdout });
			},
		);
		// It may have ended without reading what it was asked.
		child.stdin?.on('error', () => {});
		child.stdin?.end(input);
	});
}

/** Where a repository keeps its objects and refs, or null where there is none. */
export async function locateGitDir(path: string): Promise<string | null> {
	const usual = join(path, '.git');
	try {
		if (lstatSync(join(usual, 'objects')).isDirectory()) return realpathSync(usual);
		// A bare one.
		if (lstatSync(join(path, 'objects')).isDirectory()) return realpathSync(path);
	} catch {
		// A linked worktree or a git directory elsewhere: git knows.
	}
	try {
		const { exitCode, stdout } = await run(['rev-parse', '--git-common-dir'], neutral(), { cwd: path });
		if (exitCode !== 0) return null;
		const answer = stdout.toString().trim();
		return realpathSync(isAbsolute(answer) ? answer : resolve(path, answer));
	} catch {
		return null;
	}
}
