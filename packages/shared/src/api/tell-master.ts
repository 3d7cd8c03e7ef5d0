import type { z } from 'zod';
import { post } from '../actor/redis-mailbox.ts';
import { toEnvelope } from '../actor/outgoing.ts';
import { AegisError } from '../errors.ts';
import type { CardOrder } from '../messages/card-order.ts';
import type { CardStop, WorkPause, WorkResume } from '../messages/to-master.ts';
import { connectRedis, disconnect, type Keys } from '../redis.ts';

/** What a person may tell the master. */
export type Order =
	| z.infer<typeof WorkPause>
	| z.infer<typeof WorkResume>
	| z.infer<typeof CardStop>
	| CardOrder;

const patienceMs = 5_000;

/**
 * Puts an order into the master's mailbox, where it stays until a master has carried it out, and answers
 * with the id its receipt is kept under. Throws REDIS_UNREACHABLE
 * (exit 5) when that takes longer than 5 s: it is then not known whether it arrived.
 */
export async function tellMaster(
	to: { readonly redisUrl: string; readonly keys: Keys },
	from: string,
	order: Order,
): Promise<string> {
	const redis = connectRedis(to.redisUrl, { name: from });
	const envelope = toEnvelope(from, { to: { actor: 'master' }, message: order }, Date.now());
	let timer: NodeJS.Timeout | undefined;
	const tooLate = new Promise<never>((_, reject) => {
		timer = setTimeout(() => reject(unreachable()), patienceMs);
	});
	try {
		await Promise.race([post(redis, to.keys, { actor: 'master', from }, JSON.stringify(envelope)), tooLate]);
		return envelope.id;
	} catch (error) {
		throw error instanceof AegisError ? error : unreachable(error);
	} finally {
		clearTimeout(timer);
		disconnect(redis);
	}
}

function unreachable(cause?: unknown): AegisError {
	return new AegisError('REDIS_UNREACHABLE', 'Redis does not answer, so the master could not be told.', {
		fix: 'See with `aegis status` whether it was told all the same; start Aegis with `aegis up` and try again.',
		exitCode: 5,
		cause,
	});
}
