import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { AegisError } from '@aegis/shared/errors';
import { hardening, identity, type Git, type GitOptions, type GitResult } from '../git/git.ts';
import { startScoped } from '../process/scoped-process.ts';
import type { Machine } from '../run/context.ts';
import type { Enclosure } from '../sandbox/enclosure.ts';
import type { Vault } from './vault.ts';

/** Bytes of output that are kept: nothing we ask of a clone says more. */
const outputLimit = 64 * 1024 * 1024;

/** What of a run, or of a sweep, its enclosed git needs. */
export interface EnclosedRun {
	readonly machine: Pick<Machine, 'home' | 'env' | 'sandbox'>;
	readonly scope: string;
	/** Ends it. */
	readonly held: { readonly signal: AbortSignal };
}

/**
 * Git in a card's clone. The clone is the agent's, with its configuration, hooks, filters and alternates: whatever they
 * run, they run in the sandbox, where there is nothing but the clone and the vault's objects.
 */
export function openEnclosedGit(
	run: EnclosedRun,
	vault: Vault,
	path: string,
	extra: Readonly<Record<string, string>> = {},
): Git {
	const env = {
		...gitEnvironmentInside(run),
		...identity,
		...extra,
	};
	const git: Git = {
		run: (args, options = {}) =>
			spawnEnclosed(run, encloseGit(run, vault, path), ['git', ...hardening, ...args], env, options),
		async text(args, options) {
			const { exitCode, stdout, stderr } = await git.run(args, options);
			if (exitCode === 0) return stdout.replace(/\n$/, '');
			const said = stderr.trim().split('\n').slice(-4).join(' ').slice(0, 600);
			throw new AegisError('GIT_FAILED', `git ${args[0] ?? ''} failed in ${path}: ${said}`, {
				fix: 'Repair what git names, then retry the card.',
			});
		},
	};
	return git;
}

/** The sandbox for git in a clone. Throws where this machine has none: clones are made only where it does. */
export function encloseGit({ machine }: EnclosedRun, vault: Vault, path: string): Enclosure {
	const home = join(machine.home.root, 'sandbox', 'git-home');
	mkdirSync(home, { recursive: true, mode: 0o700 });
	const enclosure = machine.sandbox.enclose({
		argv: [],
		path: machine.env['PATH'] ?? '/usr/bin:/bin',
		home,
		cwd: path,
		writable: [path],
		readable: [vault.objects],
	});
	if (enclosure === null) throw new Error('a clone without a sandbox');
	return enclosure;
}

export function gitEnvironmentInside({ machine }: EnclosedRun): Record<string, string> {
	return {
		PATH: machine.env['PATH'] ?? '/usr/bin:/bin',
		LC_ALL: 'C',
		GIT_CONFIG_NOSYSTEM: '1',
		GIT_CONFIG_GLOBAL: '/dev/null',
		GIT_TERMINAL_PROMPT: '0',
		GIT_OPTIONAL_LOCKS: '0',
		GIT_NO_LAZY_FETCH: '1',
	};
}

async function spawnEnclosed(
	run: EnclosedRun,
	enclosure: Enclosure,
	argv: readonly string[],
	env: Readonly<Record<string, string>>,
	{ input, timeoutMs = 60_000, signal }: GitOptions,
): Promise<GitResult> {
	// A scope of its own: ending it must not end what else the run has going.
	const child = startScoped({ argv, cwd: '/', env, scope: `${run.scope}/git-${++serial}`, enclosure });
	const output = { stdout: [] as Buffer[], stderr: [] as Buffer[] };
	let bytes = 0;
	for (const stream of ['stdout', 'stderr'] as const)
		child.child[stream].on('data', (chunk: Buffer) => {
			bytes += chunk.length;
			if (bytes > outputLimit) child.signal('SIGKILL');
			else output[stream].push(chunk);
		});
	const closed = new Promise((resolve) => child.child.once('close', resolve));
	child.child.stdin.end(input ?? '');
	const limits = AbortSignal.any([
		run.held.signal,
		AbortSignal.timeout(timeoutMs),
		...(signal === undefined ? [] : [signal]),
	]);
	const stop = (): void => child.signal('SIGKILL');
	if (limits.aborted) stop();
	limits.addEventListener('abort', stop, { once: true });
	try {
		const [exit] = await Promise.all([child.exited, closed]);
		limits.throwIfAborted();
		return {
			exitCode: exit.code ?? -1,
			stdout: Buffer.concat(output.stdout).toString(),
			stderr: exit.startError ?? Buffer.concat(output.stderr).toString(),
		};
	} finally {
		limits.removeEventListener('abort', stop);
		await child.clear();
	}
}

let serial = 0;
