import { setTimeout as wait } from 'node:timers/promises';
import { watchNewest } from '@aegis/shared/effects';
import type { Logger } from '@aegis/shared/log';
import type { Store } from '@aegis/shared/store';
import type { MasterTables } from './tables.ts';

/** Milliseconds between two looks. */
const lookMs = 5_000;

/**
 * Keeps, in the master's store, the newest record of the log of each service of this home: a log whose end is cut off or
 * that is removed does not hold it any more. A record written within one look of its end is not missed.
 */
export function keepLogHeads(store: Store<MasterTables>, folder: string, log: Logger): AsyncDisposable {
	const stop = new AbortController();
	const look = watchNewest(folder);
	const keep = async (): Promise<void> => {
		const heads = [...look()].map(([service, link]) => ({ service, link, at: Date.now() }));
		if (heads.length === 0) return;
		await store.transact(async (tx) => {
			await tx
				.insertInto('log_head')
				.values(heads)
				.onConflict((conflict) =>
					conflict
						.column('service')
						.doUpdateSet((eb) => ({ link: eb.ref('excluded.link'), at: eb.ref('excluded.at') })),
				)
				.execute();
		});
	};
	const loop = async (): Promise<void> => {
		while (!stop.signal.aborted) {
			await keep().catch((error: unknown) => log.warn({ err: error }, 'the ends of the logs were not kept'));
			await wait(lookMs, undefined, { signal: stop.signal }).catch(() => {});
		}
	};
	const looping = loop();
	return {
		async [Symbol.asyncDispose]() {
			stop.abort();
			await looping;
		},
	};
}
