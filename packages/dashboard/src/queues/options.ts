import type { Keys } from '@aegis/shared/redis';

/** Where the work queue is. */
export interface QueuesOptions {
	readonly redisUrl: string;
	readonly keys: Keys;
}
