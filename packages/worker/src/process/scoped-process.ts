import { spawn, spawnSync, type ChildProcessWithoutNullStreams } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { emptyScope, scopeVariable, signalProcess } from '@aegis/shared/process';

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
	/** Signals the process group; what left the group is reached by `clear`. */
	signal(signal: NodeJS.Signals): void;
	/** Kills whatever still lives of the scope. Resolves false when something could not be killed in time. */
	clear(): Promise<boolean>;
}

/** Milliseconds a killed scope may take to be gone. */
const clearMs = 1_000;

/**
 * Starts a program in its own process group and scope, with exactly the environment given.
 *
 * On Linux the kernel kills it when this process dies (setpriv --pdeathsig), so a kill -9 here leaves no agent behind.
 */
export function startScoped(options: {
	argv: readonly string[];
	cwd: string;
	env: Readonly<Record<string, string>>;
	scope: string;
}): ScopedProcess {
	const [command = '', ...args] = [...leash(), ...options.argv];
	const child = spawn(command, args, {
		cwd: options.cwd,
		env: { ...options.env, [scopeVariable]: options.scope },
		detached: true,
		stdio: ['pipe', 'pipe', 'pipe'],
	});
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
			if (child.pid !== undefined) signalProcess(-child.pid, signal);
		},
		async clear() {
			if (child.pid !== undefined) signalProcess(-child.pid, 'SIGKILL');
			return emptyScope(options.scope, clearMs);
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
