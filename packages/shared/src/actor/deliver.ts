import { ZodError } from 'zod';
import { describeError } from '../errors.ts';
import { boundary } from '../failpoint.ts';
import { Envelope } from '../messages/envelope.ts';
import type { Fence } from './fence.ts';
import { deadLetterEntry } from './dead-letters.ts';
import { post } from './redis-mailbox.ts';
import type { Deliver } from './outbox.ts';
import type { Keys, Redis } from '../redis.ts';
import type { WorkQueue } from '../queue/work-queue.ts';

/**
 * Delivers to mailboxes with pipelined writes, and to the work queue where the sender has one.
 *
 * A message the queue can never take is set aside as a dead letter: it must not hold up those behind it.
 */
export function deliverTo(options: {
	redis: Redis;
	keys: Keys;
	sender: string;
	workQueue: WorkQueue | undefined;
	fence?: Fence | undefined;
	onSetAside: (id: string, reason: string) => void;
}): Deliver {
	const { redis, keys, workQueue } = options;
	const setAside = async (id: string, raw: string, reason: string): Promise<void> => {
		options.onSetAside(id, reason);
		await redis.xadd(...deadLetterEntry(keys, { actor: options.sender, reason, raw }));
	};
	return async (batch) => {
		const types = (): string[] => batch.map(({ envelope }) => typeOf(envelope));
		boundary(options.sender, 'before-send', types);
		// Auto-pipelining sends these together, in order.
		await Promise.all(
			batch.map(async ({ address, id, envelope }) => {
				if ('actor' in address)
					return post(redis, keys, { actor: address.actor, from: options.sender }, envelope, options.fence);
				if (workQueue === undefined) return setAside(id, envelope, `no queue ${address.queue} here`);
				return workQueue.add(envelope).catch((error: unknown) => {
					if (error instanceof ZodError) return setAside(id, envelope, describeError(error));
					throw error;
				});
			}),
		);
		boundary(options.sender, 'after-send', types);
	};
}

function typeOf(envelope: string): string {
	return Envelope.parse(JSON.parse(envelope)).message.type;
}
