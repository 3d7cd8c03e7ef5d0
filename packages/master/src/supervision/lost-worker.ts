import { post, toEnvelope } from '@aegis/shared/actor';
import type { Keys, Redis } from '@aegis/shared/redis';

/** Tells the active master, wherever it is, that a worker's process ended here and that its agents are gone. */
export async function reportLostWorker(redis: Redis, keys: Keys, workerId: string): Promise<void> {
	const message = { type: 'worker.lost', workerId, incarnation: null, why: 'its process ended' };
	const outgoing = { to: { actor: 'master' }, message };
	// Untold, the leases of its runs run out.
	const envelope = JSON.stringify(toEnvelope('standby', outgoing, Date.now()));
	await post(redis, keys, { actor: 'master', from: 'standby' }, envelope).catch(() => {});
}
