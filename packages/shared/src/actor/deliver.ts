import { post } from './mailbox.ts';
import type { Deliver } from './outbox.ts';
import type { Keys, Redis } from '../redis.ts';
import type { WorkQueue } from '../queue/work-queue.ts';

/** Delivers to mailboxes with pipelined writes, and to the work queue where the sender has one. */
export function deliverTo(redis: Redis, keys: Keys, workQueue: WorkQueue | undefined): Deliver {
	return async (batch) => {
		// Auto-pipelining sends these together, in order.
		await Promise.all(
			batch.map(({ address, envelope }) => {
				if ('actor' in address) return post(redis, keys, address.actor, envelope);
				if (workQueue === undefined) throw new Error(`no queue ${address.queue} here`);
				return workQueue.add(envelope);
			}),
		);
	};
}
