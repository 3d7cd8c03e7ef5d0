import { uptime } from 'node:os';
import { createInterface } from 'node:readline';
import { emptyScope } from '@aegis/shared/process';
import { readMonotonic } from './clock.ts';
import type { Order } from './order.ts';

/**
 * A process of its own that kills the scopes of a worker's runs when their time is up: the worker may be paused or stuck
 * and unable to. It hears from the worker on stdin until when each may live; when the pipe ends the worker is gone, and
 * so are they.
 *
 * W1 a scope that was killed once is never given more time; W2 time that the machine slept through has passed.
 */
const lookMs = 100;
/** Milliseconds until a kill that left something alive is given up. */
const killMs = 10_000;

const deadlines = new Map<string, { readonly monotonic: number; readonly sinceBoot: number }>();
const killed = new Set<string>();

createInterface({ input: process.stdin })
	.on('line', (line) => obey(JSON.parse(line) as Order))
	.on('close', () => void killAll());

function obey({ scope, until }: Order): void {
	if (until === null) {
		deadlines.delete(scope);
	} else if (!killed.has(scope)) {
		deadlines.set(scope, { monotonic: until, sinceBoot: readSinceBoot() + until - readMonotonic() });
		look();
	}
}

setInterval(look, lookMs);

function look(): void {
	for (const [scope, deadline] of deadlines) if (isOver(deadline)) void kill(scope);
}

function isOver(deadline: { monotonic: number; sinceBoot: number }): boolean {
	return readMonotonic() >= deadline.monotonic || readSinceBoot() >= deadline.sinceBoot;
}

async function kill(scope: string): Promise<void> {
	deadlines.delete(scope);
	killed.add(scope);
	await emptyScope(scope, killMs);
}

async function killAll(): Promise<void> {
	await Promise.all([...deadlines.keys()].map((scope) => kill(scope)));
	process.exit(0);
}

/** Milliseconds since the machine started, asleep or not. Elsewhere than on Linux it follows the wall clock: no use. */
function readSinceBoot(): number {
	return process.platform === 'linux' ? uptime() * 1_000 : readMonotonic();
}
