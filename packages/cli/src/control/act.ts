import { setTimeout as delay } from 'node:timers/promises';
import { connectMaster, type ReceiptView } from '@aegis/shared/api';
import { AegisError } from '@aegis/shared/errors';
import type { CardAct } from '@aegis/shared/messages';
import type { Context } from '../context.ts';
import { nameCaller, tell } from './order.ts';

/** How long the master may take to say what became of an order. Milliseconds. */
const patienceMs = 10_000;

/**
 * Orders something about a card and waits for the master's receipt.
 *
 * Throws ORDER_REFUSED with the master's reason; MASTER_UNREACHABLE, REDIS_UNREACHABLE (exit 5); ORDER_PENDING when no
 * receipt has come within 10 s: the order stands, and is carried out as soon as a master can.
 */
export async function act(context: Context, cardGid: string, what: CardAct): Promise<ReceiptView> {
	const order = { type: 'card.order', cardGid, act: what, by: nameCaller() } as const;
	const orderId = await tell(context, order);
	const receipt = await awaitReceipt(context.home, orderId);
	if (receipt.accepted) return receipt;
	throw new AegisError('ORDER_REFUSED', receipt.text, {
		fix: `\`aegis task why ${cardGid}\` says where the card stands.`,
	});
}

async function awaitReceipt(home: Context['home'], orderId: string): Promise<ReceiptView> {
	const master = connectMaster(home);
	const deadline = performance.now() + patienceMs;
	for (;;) {
		const receipt = await master.receipt(orderId);
		if (receipt !== null) return receipt;
		if (performance.now() > deadline) {
			throw new AegisError('ORDER_PENDING', 'The master has been told and has not obeyed yet.', {
				fix: 'It will as soon as it can: watch `aegis status`, and `aegis doctor` where nothing moves.',
			});
		}
		await delay(100);
	}
}
