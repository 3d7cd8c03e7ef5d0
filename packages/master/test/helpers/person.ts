import { Peer } from '@aegis/shared/actor';
import { createLogger } from '@aegis/shared/log';
import type { Site } from './site.ts';

/** Says something to the master as the dashboard does: a worker may give no orders. `id` repeats a message. */
export async function order(site: Site, message: { type: string }, id?: string): Promise<void> {
	const log = createLogger('dashboard', { level: 'silent' });
	await using peer = new Peer({ name: 'dashboard', redisUrl: site.redisUrl, keys: site.keys, log });
	await peer.tell('master', message, id);
}
