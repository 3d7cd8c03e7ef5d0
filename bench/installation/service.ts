import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';

/** A process of ours that runs until it is killed. */
export interface Service {
	kill(): Promise<void>;
}

/** Milliseconds a process has to get ready. */
const patienceMs = 120_000;

/** Starts a process and waits for the line that says it is ready. Throws with what it said when it ends or hangs before. */
export async function startService(
	command: string,
	args: readonly string[],
	env: Readonly<Record<string, string>>,
	isReady: (line: string) => boolean,
): Promise<Service> {
	const child = spawn(command, args, {
		stdio: ['ignore', 'pipe', 'pipe'],
		env: { PATH: process.env['PATH'] ?? '', ...env },
	});
	const exited = once(child, 'exit');
	const said: string[] = [];
	let timer: NodeJS.Timeout | undefined;
	const ready = new Promise<void>((resolve, reject) => {
		for (const stream of [child.stdout, child.stderr])
			createInterface({ input: stream }).on('line', (line) => {
				if (said.push(line) > 50) said.shift();
				if (isReady(line)) resolve();
			});
		child.once('error', reject);
		child.once('exit', (code) => reject(new Error(`${args[0]} ended with ${code}: ${said.join('\n')}`)));
		timer = setTimeout(() => {
			child.kill('SIGKILL');
			reject(new Error(`${args[0]} is not ready: ${said.join('\n')}`));
		}, patienceMs);
	});
	await ready.finally(() => clearTimeout(timer));
	return {
		async kill() {
			child.kill('SIGKILL');
			await exited;
		},
	};
}
