import { simpleGit } from 'simple-git';
import { AegisError } from '@aegis/shared/errors';
import { scopeVariable } from '@aegis/shared/process';

export interface GitResult {
	readonly exitCode: number;
	readonly stdout: string;
	readonly stderr: string;
}

export interface GitOptions {
	readonly input?: string;
	/** Milliseconds after which the command is killed; a minute unless told. */
	readonly timeoutMs?: number;
	readonly signal?: AbortSignal;
	/** Marks the command as of this scope: it dies with the run. For what acts outside the machine, like a push. */
	readonly scope?: string;
	/** The command says itself how the sides of a transfer are started: never from a name of somebody else's. */
	readonly ownPack?: boolean;
}

/** What ends a command together with the run it is done for. */
export type EndsWithRun = Required<Pick<GitOptions, 'signal' | 'scope'>>;

/** Git in one directory, hardened: arguments as lists, no hooks, no prompts, no configuration of the system. */
export interface Git {
	/** The exit code is a value here: a refusal is often the answer. Rejects only on a time limit or an abort. */
	run(args: readonly string[], options?: GitOptions): Promise<GitResult>;
	/** Standard output without the last line end. Throws GIT_FAILED when git fails. */
	text(args: readonly string[], options?: GitOptions): Promise<string>;
}

/**
 * What a repository or a user may have configured and must not run here: a repository an agent worked in is not
 * trusted (hooks and fsmonitor run programs; signing and editors ask questions; gc would compete with other runs).
 */
const config = [
	'core.hooksPath=/dev/null',
	'core.fsmonitor=false',
	'protocol.ext.allow=never',
	'commit.gpgsign=false',
	'gc.auto=0',
	'maintenance.auto=false',
	'core.quotePath=false',
	'push.gpgSign=false',
	// What a person likes for their own work decides nothing about a card's.
	'merge.ff=true',
	'merge.conflictStyle=merge',
	'merge.renames=true',
	'merge.directoryRenames=conflict',
	'merge.renormalize=false',
	'merge.verifySignatures=false',
	'merge.autoStash=false',
	'rerere.enabled=false',
	'pull.rebase=false',
	'diff.renames=true',
	'diff.noprefix=false',
	'diff.mnemonicPrefix=false',
	'diff.ignoreSubmodules=none',
	'log.showSignature=false',
	'log.mailmap=false',
	'i18n.commitEncoding=utf-8',
	'i18n.logOutputEncoding=utf-8',
	'worktree.useRelativePaths=false',
	'branch.autoSetupMerge=false',
	'branch.autoSetupRebase=never',
	'fetch.prune=false',
	'fetch.pruneTags=false',
	'push.followTags=false',
	'push.default=simple',
	'submodule.recurse=false',
	'column.ui=never',
	'color.ui=false',
];

/** The same of files in a working tree: for every tree but the one a person works in themselves. */
const treeConfig = [
	'core.autocrlf=false',
	'core.eol=native',
	'core.safecrlf=false',
	'core.fileMode=true',
	'core.symlinks=true',
	'core.excludesFile=/dev/null',
	'core.attributesFile=/dev/null',
];

/** The same as arguments, for git that is started by other means. */
export const hardening = [...config, ...treeConfig].flatMap((setting) => ['-c', setting]);

/** Who commits on behalf of the agents. */
export const identity = {
	GIT_AUTHOR_NAME: 'Aegis Worker',
	GIT_AUTHOR_EMAIL: 'aegis@localhost',
	GIT_COMMITTER_NAME: 'Aegis Worker',
	GIT_COMMITTER_EMAIL: 'aegis@localhost',
};

/** Milliseconds that filling or removing a working tree may take: slow filters and many files are no failure. */
export const treeMs = 30 * 60_000;

const lockAttempts = 40;

/**
 * Git for a directory. `base` is the environment it may see (PATH, HOME, an ssh agent); `gitDir` pins the repository,
 * so that a `.git` file rewritten by an agent leads nowhere else. `theirs`: a person's own checkout, where their settings of
 * files hold.
 */
export function openGit(
	cwd: string,
	options: {
		base: Readonly<Record<string, string>>;
		gitDir?: string;
		extra?: Record<string, string>;
		theirs?: boolean;
	},
): Git {
	const env = {
		...options.base,
		...identity,
		LC_ALL: 'C',
		GIT_CONFIG_NOSYSTEM: '1',
		GIT_TERMINAL_PROMPT: '0',
		GIT_OPTIONAL_LOCKS: '0',
		...(options.gitDir === undefined ? {} : { GIT_DIR: options.gitDir, GIT_WORK_TREE: cwd }),
		...options.extra,
	};
	const settings = options.theirs === true ? config : [...config, ...treeConfig];
	const run = async (args: readonly string[], given: GitOptions = {}): Promise<GitResult> => {
		for (let attempt = 1; ; attempt++) {
			const result = await spawnGit({ cwd, env, settings }, args, given);
			if (result.exitCode === 0 || attempt === lockAttempts || !isLocked(result.stderr)) return result;
			await new Promise((resolve) => setTimeout(resolve, 50));
		}
	};
	return {
		run,
		async text(args, given) {
			const { exitCode, stdout, stderr } = await run(args, given);
			if (exitCode === 0) return stdout.replace(/\n$/, '');
			throw new AegisError('GIT_FAILED', `git ${args[0] ?? ''} failed in ${cwd}: ${lastLines(stderr)}`, {
				fix: 'Repair what git names, then retry the card.',
			});
		},
	};
}

async function spawnGit(
	where: { cwd: string; env: Record<string, string>; settings: readonly string[] },
	args: readonly string[],
	{ input, timeoutMs = 60_000, signal, scope, ownPack = false }: GitOptions,
): Promise<GitResult> {
	const env = scope === undefined ? where.env : { ...where.env, [scopeVariable]: scope };
	const deadline = AbortSignal.timeout(timeoutMs);
	let result: GitResult | undefined;
	const git = simpleGit({
		baseDir: where.cwd,
		config: [...where.settings],
		allowEnvironment: Object.keys(env),
		unsafe: {
			allowUnsafeHooksPath: true,
			allowUnsafeFsMonitor: true,
			allowUnsafeProtocolOverride: true,
			// They come from the worker's own environment.
			allowUnsafeSshCommand: true,
			allowUnsafeGitProxy: true,
			...(ownPack ? { allowUnsafePack: true, allowUnsafeAlias: true } : {}),
		},
		abort: signal === undefined ? deadline : AbortSignal.any([signal, deadline]),
		// The pipes close when all was read; only where something left behind holds them open does the exit count.
		completion: { onClose: true, onExit: 1_000 },
		errors(error, { exitCode, stdOut, stdErr }) {
			result = {
				exitCode: error instanceof Error ? -1 : exitCode,
				stdout: Buffer.concat(stdOut).toString(),
				stderr: error instanceof Error ? error.message : Buffer.concat(stdErr).toString(),
			};
			// The exit code is a value: no error is made of it.
			return undefined;
		},
		...(input === undefined ? {} : { input: () => input }),
	});
	const stdout = await git
		.env(env)
		.outputHandler(endSilence)
		.raw([...args]);
	return result ?? { exitCode: 0, stdout, stderr: '' };
}

/** simple-git waits 50 ms for the output of a command that gave none; most of ours are quiet. An empty chunk is output. */
function endSilence(_command: string, stdout: NodeJS.ReadableStream): void {
	stdout.once('end', () => stdout.emit('data', Buffer.alloc(0)));
}

/** Another git holds a lock for a moment; git itself does not wait for most of them. */
function isLocked(stderr: string): boolean {
	return /Unable to create '.*\.lock': File exists|cannot lock ref .*File exists|could not lock config/.test(
		stderr,
	);
}

function lastLines(text: string): string {
	return text.trim().split('\n').slice(-4).join(' ').slice(0, 600);
}
