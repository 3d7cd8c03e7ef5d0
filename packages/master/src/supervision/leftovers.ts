import { setTimeout as wait } from 'node:timers/promises';
import type { Home } from '@aegis/shared/config';
import { isSameProcessAlive, signalProcess } from '@aegis/shared/process';
import { listLiveRecords } from '@aegis/shared/supervision';
import type { Services } from './services.ts';

const graceMs = 10_000;

/**
 * Ends services of this home that nobody supervises: those of a master that lost its lease, stood by, and is now told to
 * stop. Nothing where the services were left to another master on purpose.
 */
export async function endLeftovers(home: Home, services: Services): Promise<void> {
	if (services.isAbandoned) return;
	const left = listLiveRecords(home.run).filter(({ name }) => /^(syncer-|worker-|dashboard$)/.test(name));
	for (const { pid } of left) signalProcess(pid, 'SIGTERM');
	const deadline = performance.now() + graceMs;
	for (const record of left) {
		while (isSameProcessAlive(record)) {
			if (performance.now() > deadline) signalProcess(record.pid, 'SIGKILL');
			await wait(20);
		}
	}
}
