import type { Home } from '@aegis/shared/config';
import {
	findScope,
	isSameProcessAlive,
	nameScope,
	signalProcess,
	type ProcessIdentity,
} from '@aegis/shared/process';
import { listLiveRecords, removeRecord } from '@aegis/shared/supervision';
import { readLiveOwner } from './lock.ts';
import { waitFor } from './stop-signal.ts';

/** Milliseconds a running `up` gets to drain, and whatever else was recorded to end. */
const drainMs = { up: 60_000, others: 5_000 };

/** Stops the running `up` of a home and whatever is still recorded or marked as its own; returns what it stopped. */
export async function stopHome(home: Home): Promise<string[]> {
	const stopped: string[] = [];
	const owner = readLiveOwner(home);
	if (owner !== null) {
		await endProcess(owner, drainMs.up);
		stopped.push(`up (process ${owner.pid})`);
	}
	for (const record of listLiveRecords(home.run).toSorted((a, b) => b.startedAt - a.startedAt)) {
		await endProcess(record, drainMs.others);
		removeRecord(home.run, record.name);
		stopped.push(`${record.name} (process ${record.pid})`);
	}
	const agents = findScope(homeScope(home));
	for (const pid of agents) signalProcess(pid, 'SIGKILL');
	if (agents.length > 0)
		stopped.push(`${agents.length} left-over process${agents.length === 1 ? '' : 'es'} of runs`);
	return stopped;
}

/** The pids of everything that still runs for a home: recorded services and marked processes of runs. */
export function listRunning(home: Home): number[] {
	return [...listLiveRecords(home.run).map(({ pid }) => pid), ...findScope(homeScope(home))];
}

/** The mark that the scopes of all of a home's workers begin with. */
function homeScope(home: Home): string {
	return nameScope(home.root, '').split('/')[0] ?? '';
}

async function endProcess(process: ProcessIdentity, graceMs: number): Promise<void> {
	const deadline = performance.now() + graceMs;
	signalProcess(process.pid, 'SIGTERM');
	while (isSameProcessAlive(process)) {
		if (performance.now() > deadline) signalProcess(process.pid, 'SIGKILL');
		await waitFor(20);
	}
}
