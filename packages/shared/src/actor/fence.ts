import { AegisError } from '../errors.ts';
import type { Redis } from '../redis/connect.ts';

/** The lease an actor works under; a `Lease` is one. */
export interface Fence {
	readonly fenceKey: string;
	readonly fence: number;
}

/** A Redis that forgot everything has no newer holder either. */
const script = `
local newest = redis.call('GET', KEYS[1])
if newest and newest ~= ARGV[1] then return 0 end
redis.call(ARGV[2], KEYS[2], unpack(ARGV, 3))
return 1`;

/**
 * Runs a command of Redis unless the lease has a newer holder: one that was cut off or stopped, and does not know yet
 * that it has been replaced, changes nothing however late its command arrives. Throws LEASE_LOST.
 */
export async function passFence(
	redis: Redis,
	{ fenceKey, fence }: Fence,
	[command, key, ...args]: readonly [command: string, key: string, ...args: string[]],
): Promise<void> {
	if ((await redis.eval(script, 2, fenceKey, key, String(fence), command, ...args)) === 1) return;
	throw new AegisError(
		'LEASE_LOST',
		'Another process has taken over; nothing more may be said or acknowledged.',
		{
			fix: 'Nothing to do: it stops by itself.',
		},
	);
}
