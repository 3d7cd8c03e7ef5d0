import { spawn, spawnSync, type ChildProcessWithoutNullStreams } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { emptyScope, scopeVariable, signalProcess } from '@aegis/shared/process';
import type { Enclosure } from '../sandbox/enclosure.ts';

export interface ProcessExit {
	readonly code: number | null;
	readonly signal: string | null;
	/** Why it could not even be started. */
	readonly startError?: string;
}

/** A process and everything it starts, however that detaches: all of it ends together. */
export interface ScopedProcess {
	readonly child: ChildProcessWithoutNullStreams;
	readonly exited: Promise<ProcessExit>;
	/** Signals the program and its group; what left the group is reached by `clear`. */
	signal(signal: NodeJS.Signals): void;
	/** Kills whatever still lives of the scope. Resolves false when something could not be killed in time. */
	clear(): Promise<boolean>;
}

/** Milliseconds a killed scope may take to be gone. */
const clearMs = 1_000;

/** What is started, and in what. */
export interface ScopedOptions {
	readonly argv: readonly string[];
	readonly cwd: string;
	readonly env: Readonly<Record<string, string>>;
	readonly scope: string;
	/** The sandbox it is put into; null starts it as it is. */
	readonly enclosure: Enclosure | null;
}

/**
 * Starts a program in its own process group and scope, with exactly the environment given.
 *
 * On Linux the kernel kills it when this process dies (setpriv --pdeathsig, or the sandbox's own way), so a kill -9 here
 * leaves no agent behind.
 */
export function startScoped({ argv, cwd, env, scope, enclosure }: ScopedOptions): ScopedProcess {
	const [command = '', ...args] = [...(enclosure?.argv ?? leash()), ...argv];
	const child = spawn(command, args, {
		// The sandbox has its own idea of where it is.
		cwd: enclosure === null ? cwd : '/',
		env: { ...env, [scopeVariable]: scope },
		detached: true,
		stdio: enclosure === null ? ['pipe', 'pipe', 'pipe'] : ['pipe', 'pipe', 'pipe', 'pipe'],
	});
	enclosure?.watch(child);
	// A reader that is gone is told by its exit, not by our write.
	child.stdin.on('error', () => {});
	const exited = new Promise<ProcessExit>((resolve) => {
		child.once('exit', (code, signal) => resolve({ code, signal }));
		child.once('error', (error) => resolve({ code: null, signal: null, startError: error.message }));
	});
	return {
		child,
		exited,
		signal(signal) {
			// To bubblewrap itself any signal is the end, and what is inside would hear nothing of it.
			if (enclosure !== null && signal !== 'SIGKILL') enclosure.signal(signal);
			else if (child.pid !== undefined) signalProcess(-child.pid, signal);
		},
		async clear() {
			if (child.pid !== undefined) signalProcess(-child.pid, 'SIGKILL');
			const [ended, emptied] = await Promise.all([
				enclosure?.end(clearMs) ?? true,
				emptyScope(scope, clearMs),
			]);
			return ended && emptied;
		},
	};
}

let foundLeash: string[] | undefined;

/** What every command starts with so that it dies with us; empty where the system has no such thing. */
export function leash(): string[] {
	foundLeash ??= findLeash();
	return foundLeash;
}

/** Tried once: some systems have a setpriv that does not know the option. */
function findLeash(): string[] {
	if (process.platform !== 'linux') return [];
	const leash = ['--pdeathsig', 'KILL', '--'];
	for (const folder of ['/usr/bin', '/bin', '/usr/local/bin', '/run/current-system/sw/bin']) {
		const setpriv = join(folder, 'setpriv');
		if (!existsSync(setpriv)) continue;
		const { status } = spawnSync(setpriv, [...leash, '/bin/sh', '-c', ':'], {
			stdio: 'ignore',
			timeout: 5_000,
		});
		return status === 0 ? [setpriv, ...leash] : [];
	}
	return [];
}
