import type { ScopedProcess } from './scoped-process.ts';

/** Milliseconds between the steps of a stop: asked, told, killed. Together below the five seconds promised. */
const patienceMs = 2_000;

/**
 * Ends a process and its scope: `interrupt` on its stdin where it has one, then TERM, then KILL. `urgent` kills at
 * once: a lost lease leaves no time for manners.
 */
export async function stopProcess(
	process: ScopedProcess,
	options: { interrupt: string | null; urgent: boolean },
): Promise<void> {
	if (!options.urgent) {
		if (options.interrupt !== null && process.child.stdin.writable) {
			process.child.stdin.end(options.interrupt);
			if (await endsWithin(process, patienceMs)) return;
		}
		process.signal('SIGTERM');
		if (await endsWithin(process, patienceMs)) return;
	}
	process.signal('SIGKILL');
	await process.clear();
}

async function endsWithin(process: ScopedProcess, ms: number): Promise<boolean> {
	let timer: NodeJS.Timeout | undefined;
	const late = new Promise<false>((resolve) => {
		timer = setTimeout(() => resolve(false), ms);
	});
	const ended = await Promise.race([process.exited.then(() => true), late]);
	clearTimeout(timer);
	return ended;
}
