import { Queue } from 'bullmq';
import { connectRedis, disconnect, type Keys } from '../redis.ts';
import { workQueueName } from './work-queue.ts';

/** The work queue for a page that shows it: reads only, by agreement with whoever opens it. */
export function openWorkQueueView(redisUrl: string, keys: Keys): { queue: Queue } & AsyncDisposable {
	const redis = connectRedis(redisUrl, { name: 'queue-view' });
	// Without this BullMQ would write its version into the queue's metadata on opening.
	const queue = new Queue(workQueueName, { connection: redis, prefix: keys.bull(), skipMetasUpdate: true });
	// A Redis that is away shows in the answers of the queue.
	queue.on('error', () => {});
	return {
		queue,
		async [Symbol.asyncDispose]() {
			// Whatever state its connection is in, it is cut below.
			await queue.close().catch(() => {});
			disconnect(redis);
		},
	};
}
