import type { Logger } from '../log.ts';
import type { WorkQueue } from '../queue/work-queue.ts';
import { connectRedis, disconnect, sightOf, type Keys } from '../redis.ts';
import type { Carrier } from './carrier.ts';
import { deliverTo } from './deliver.ts';
import type { Fence } from './fence.ts';
import { RedisMailbox } from './redis-mailbox.ts';

/** Carries one actor's messages over Redis: mailboxes are streams, work goes to the queue where there is one. */
export function redisCarrier(options: {
	name: string;
	redisUrl: string;
	keys: Keys;
	log: Logger;
	workQueue?: WorkQueue | undefined;
	/** The lease it works under, where it has one that another machine can take: a replaced actor says nothing more. */
	fence?: Fence | undefined;
}): Carrier {
	const { name, redisUrl, keys, fence, log } = options;
	const redis = connectRedis(redisUrl, { name });
	const blocking = connectRedis(redisUrl, { blocking: true, name: `${name}.mailbox` });
	return {
		mailbox: new RedisMailbox({ blocking, redis, keys, actor: name, fence }),
		deliver: deliverTo({
			redis,
			keys,
			sender: name,
			workQueue: options.workQueue,
			fence,
			onSetAside: (messageId, reason) =>
				log.error({ messageId, reason }, 'outgoing message set aside as a dead letter'),
		}),
		look: sightOf(redis, keys),
		stopReading: () => disconnect(blocking),
		async [Symbol.asyncDispose]() {
			disconnect(redis);
		},
	};
}
