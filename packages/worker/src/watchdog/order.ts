import type { Deadlines } from '../core/lease.ts';

/**
 * What a worker tells its guard, one line of JSON each: until when what runs in a scope may live, and the worker with it,
 * in milliseconds of the machine's monotonic clock; null when the worker let go of it.
 */
export interface Order {
	readonly scope: string;
	readonly until: Deadlines | null;
}
