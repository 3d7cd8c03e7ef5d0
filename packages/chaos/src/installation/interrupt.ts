import type { ChildProcess } from 'node:child_process';

const acts = new Set<() => Promise<void> | void>();
let listening = false;

/** Has something undone when the harness itself is told to stop; what was begun last is undone first. */
export function onInterrupt(undo: () => Promise<void> | void): Disposable {
	if (!listening) for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, leave);
	listening = true;
	acts.add(undo);
	return { [Symbol.dispose]: () => void acts.delete(undo) };
}

async function leave(): Promise<void> {
	for (const undo of [...acts].toReversed()) {
		try {
			await undo();
		} catch (error) {
			// The others are to be undone all the same.
			process.stderr.write(`${String(error)}\n`);
		}
	}
	process.exit(130);
}

/** Ends a child with this process, however this process ends but by SIGKILL. */
export function endWithUs(child: ChildProcess, signal: NodeJS.Signals): void {
	const end = (): void => void child.kill(signal);
	process.once('exit', end);
	child.once('exit', () => process.off('exit', end));
}
