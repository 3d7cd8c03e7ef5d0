import { uptime } from 'node:os';
import { basename } from 'node:path';
import { createInterface } from 'node:readline';
import { parseArgs } from 'node:util';
import { emptyScope, signalProcess } from '@aegis/shared/process';
import { readMonotonic } from './clock.ts';
import type { Order } from './order.ts';

/**
 * A process of its own that kills the scopes of a worker's runs when their time is up, and then the worker where it has
 * not let go of them: it may be paused or stuck and unable to, and would act on an old lease when it goes on. It hears
 * from the worker on stdin until when each may live; when the pipe ends the worker is gone, and so are they.
 *
 * W1 a scope that was killed once is never given more time; W2 time that the machine slept through has passed; W3 nobody
 * but our parent is killed as the worker.
 */
const lookMs = 100;
/** Milliseconds until a kill that left something alive is given up. */
const killMs = 10_000;

/** A moment on both clocks; whichever gets there first counts. */
interface Moment {
	readonly monotonic: number;
	readonly sinceBoot: number;
}

const { values } = parseArgs({ options: { worker: { type: 'string' } } });
/** Null where the worker shares its process with others. */
const workerPid = values.worker === undefined ? null : Number(values.worker);
const watched = new Map<string, { readonly processes: Moment; readonly worker: Moment }>();
const killed = new Set<string>();
/** Resolves when it is said that the worker was killed; null as long as it was not. */
let told: Promise<void> | null = null;

createInterface({ input: process.stdin })
	.on('line', (line) => obey(JSON.parse(line) as Order))
	.on('close', () => void killAll());

function obey({ scope, until }: Order): void {
	if (until === null) {
		watched.delete(scope);
	} else if (!killed.has(scope)) {
		watched.set(scope, { processes: momentOf(until.processes), worker: momentOf(until.worker) });
		look();
	}
}

setInterval(look, lookMs);

function look(): void {
	for (const [scope, until] of watched) {
		if (isOver(until.worker)) killWorker(scope);
		if (isOver(until.processes)) void kill(scope);
	}
}

function momentOf(monotonic: number): Moment {
	return { monotonic, sinceBoot: readSinceBoot() + monotonic - readMonotonic() };
}

function isOver(moment: Moment): boolean {
	return readMonotonic() >= moment.monotonic || readSinceBoot() >= moment.sinceBoot;
}

async function kill(scope: string): Promise<void> {
	if (killed.has(scope)) return;
	killed.add(scope);
	await emptyScope(scope, killMs);
}

/** As long as it is our parent its pid is its own; a parent that died is replaced by another. */
function killWorker(scope: string): void {
	if (told !== null || workerPid === null || process.ppid !== workerPid) return;
	signalProcess(workerPid, 'SIGKILL');
	told = tell(scope, workerPid);
}

/** Loaded when it is needed, which is hardly ever: it would double the guard's memory. */
async function tell(scope: string, pid: number): Promise<void> {
	const { createLogger } = await import('@aegis/shared/log');
	createLogger('watchdog').error(
		{ runId: basename(scope), workerPid: pid },
		'killed the worker: it was stopped or stuck until the lease of this run was about to end',
	);
}

async function killAll(): Promise<void> {
	await Promise.all([told, ...[...watched.keys()].map((scope) => emptyScope(scope, killMs))]);
	process.exit(0);
}

/** Milliseconds since the machine started, asleep or not. Elsewhere than on Linux it follows the wall clock: no use. */
function readSinceBoot(): number {
	return process.platform === 'linux' ? uptime() * 1_000 : readMonotonic();
}
