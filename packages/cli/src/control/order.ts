import { userInfo } from 'node:os';
import { setTimeout as delay } from 'node:timers/promises';
import { connectMaster, tellMaster, type CardDetailView, type Order } from '@aegis/shared/api';
import { AegisError } from '@aegis/shared/errors';
import { keysFor } from '@aegis/shared/redis/keys';
import type { Context } from '../context.ts';
import { ownAddress } from '../redis/own-address.ts';
import { loadRunningUrl } from '../redis/private-server.ts';

/** How long the master may take before it counts as not having obeyed. Milliseconds. */
const patienceMs = 10_000;

/** Who gives an order from a command line. */
export function nameCaller(): string {
	return userInfo().username;
}

/** Tells the master, as the command line's own user of its Redis. Throws as `order`; returns the order's id. */
export async function tell({ env, home }: Context, message: Order): Promise<string> {
	const redisUrl = env['REDIS_URL'] ?? loadRunningUrl(home);
	if (redisUrl === null) {
		throw new AegisError('MASTER_UNREACHABLE', `No running Aegis answers for the home ${home.root}.`, {
			fix: 'Start it with `aegis up`, or set REDIS_URL to its Redis.',
			exitCode: 5,
		});
	}
	const to = { redisUrl: ownAddress({ home, env }, redisUrl), keys: keysFor(env['AEGIS_PREFIX'] ?? 'aegis') };
	return tellMaster(to, 'cli', message);
}

/**
 * Tells the master and waits until `isDone` says that it shows. Throws MASTER_UNREACHABLE, REDIS_UNREACHABLE (exit 5),
 * or ORDER_PENDING when it does not show within 10 s.
 */
export async function order(context: Context, message: Order, isDone: () => Promise<boolean>): Promise<void> {
	await tell(context, message);
	const deadline = performance.now() + patienceMs;
	while (!(await isDone())) {
		if (performance.now() > deadline) {
			throw new AegisError('ORDER_PENDING', 'The master has been told and has not obeyed yet.', {
				fix: 'It will as soon as it can: watch `aegis status`, and `aegis doctor` where nothing moves.',
			});
		}
		await delay(100);
	}
}

/** A card the master knows. Throws CARD_UNKNOWN (exit 3). */
export async function requireCard({ home }: Context, gid: string): Promise<CardDetailView> {
	const card = await connectMaster(home).card(gid);
	if (card !== null) return card;
	throw new AegisError('CARD_UNKNOWN', `The master knows no card ${gid}.`, {
		fix: 'Take the gid from `aegis task list`.',
		exitCode: 3,
	});
}
