import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';

/** A child process whose output lines are kept, killed when disposed. */
export class Child implements AsyncDisposable {
	readonly lines: string[] = [];
	readonly process: ChildProcess;
	readonly exited: Promise<number | null>;

	constructor(command: string, args: readonly string[], env: Readonly<Record<string, string>> = {}) {
		this.process = spawn(command, args, {
			stdio: ['ignore', 'pipe', 'pipe'],
			env: { PATH: process.env['PATH'] ?? '', ...env },
		});
		this.exited = once(this.process, 'exit').then(([code]) => code as number | null);
		for (const stream of [this.process.stdout, this.process.stderr])
			if (stream) createInterface({ input: stream }).on('line', (line) => this.lines.push(line));
	}

	kill(signal: NodeJS.Signals): void {
		this.process.kill(signal);
	}

	async [Symbol.asyncDispose](): Promise<void> {
		this.process.kill('SIGKILL');
		await this.exited;
	}
}
