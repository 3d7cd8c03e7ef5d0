import type { ChildProcess } from 'node:child_process';
import { readFileSync } from 'node:fs';
import type { Readable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import {
	identifyProcess,
	isSameProcessAlive,
	signalProcess,
	type ProcessIdentity,
} from '@aegis/shared/process';

/** The file descriptor bubblewrap says on what it made. */
export const infoFd = 3;

const lookMs = 5;

/** What a program is put into before it is started. */
export interface Enclosure {
	/** The command that encloses the one that follows it. */
	readonly argv: readonly string[];
	/** To be told of the process that was started with it. */
	watch(child: ChildProcess): void;
	/** The first process of its namespace: while it lives the namespace does. Null while that is not known. */
	readonly first: ProcessIdentity | null;
	/** Resolves as soon as it is known; null where it never was. */
	readonly known: Promise<ProcessIdentity | null>;
	/** Signals the program itself, which is in another session than what encloses it. */
	signal(signal: NodeJS.Signals): void;
	/** Kills everything in it. Resolves false when something is still there after `timeoutMs`. */
	end(timeoutMs: number): Promise<boolean>;
}

/**
 * A namespace of processes that a command makes. The kernel kills all that is in it with its first process, and lets that
 * one go only when the last of them is gone (pid_namespaces(7)).
 */
export function enclosed(argv: readonly string[], limits: Disposable | null): Enclosure {
	let first: ProcessIdentity | null = null;
	const { promise: known, resolve } = Promise.withResolvers<ProcessIdentity | null>();
	return {
		argv,
		known,
		get first() {
			return first;
		},
		watch(child) {
			let text = '';
			const info = child.stdio[infoFd] as Readable | null | undefined;
			info
				?.setEncoding('utf8')
				.on('data', (chunk: string) => {
					text += chunk;
					const pid = /"child-pid":\s*(\d+)/.exec(text)?.[1];
					if (pid !== undefined) first ??= identifyProcess(Number(pid));
					if (first !== null) resolve(first);
				})
				.on('error', () => resolve(first))
				.on('close', () => resolve(first));
			child.once('error', () => resolve(null));
		},
		signal(signal) {
			// Of one that has only just been started nothing is known yet.
			void signalPrograms(known, signal);
		},
		async end(timeoutMs) {
			const deadline = performance.now() + timeoutMs;
			await Promise.race([known, sleep(timeoutMs)]);
			let alive = first !== null && isSameProcessAlive(first);
			if (alive && first !== null) signalProcess(first.pid, 'SIGKILL');
			while (alive && performance.now() < deadline) {
				await sleep(lookMs);
				alive = first !== null && isSameProcessAlive(first);
			}
			limits?.[Symbol.dispose]();
			return !alive;
		},
	};
}

async function signalPrograms(known: Promise<ProcessIdentity | null>, signal: NodeJS.Signals): Promise<void> {
	const found = await known;
	if (found === null || !isSameProcessAlive(found)) return;
	for (const pid of childrenOf(found.pid)) signalProcess(pid, signal);
}

function childrenOf(pid: number): number[] {
	try {
		return readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8')
			.split(' ')
			.filter((word) => word !== '')
			.map(Number);
	} catch {
		// It ended meanwhile, or the kernel was built without that file.
		return [];
	}
}
