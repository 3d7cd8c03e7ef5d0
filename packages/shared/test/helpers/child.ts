import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { until } from './until.ts';

/** A fixture program under this Node. */
export interface TestChild extends AsyncDisposable {
	readonly process: ChildProcess;
	readonly pid: number;
	/** Everything it has printed, line by line. */
	readonly lines: readonly string[];
	/** Waits for a line that begins so, and returns it. */
	line(start: string): Promise<string>;
	/** What it ended with: its exit code, or the signal's name. */
	readonly ended: Promise<number | string>;
}

export function startChild(fixture: string, args: readonly string[] = [], env = {}): TestChild {
	const file = fileURLToPath(new URL(`../fixtures/${fixture}`, import.meta.url));
	const child = spawn(process.execPath, [file, ...args], {
		stdio: ['pipe', 'pipe', 'inherit'],
		env: { ...process.env, ...env },
	});
	const lines: string[] = [];
	createInterface({ input: child.stdout }).on('line', (line) => lines.push(line));
	const ended = once(child, 'close').then(([code, signal]) => (code ?? signal) as number | string);
	return {
		process: child,
		pid: child.pid ?? -1,
		lines,
		line: (start) => until(`a line "${start}"`, () => lines.find((line) => line.startsWith(start))),
		ended,
		async [Symbol.asyncDispose]() {
			child.kill('SIGKILL');
			await ended;
		},
	};
}
