import { obey } from '../core/order/obey.ts';
import type { Handler } from './handling.ts';

/** Carries an operator's order about a card out, or refuses it, and keeps the receipt with the same commit. */
export const handleCardOrder: Handler<'card.order'> = async (
	tx,
	{ cardGid, act, by },
	{ desk, clock },
	{ id, at },
) => {
	const order = { orderId: id, cardGid, kind: act.kind, by, at: clock.wall() };
	// What throws sets the card aside and leaves no receipt of its own: who asked is told all the same.
	const sent = await desk.attempt(tx, cardGid, async () => {
		const state = await tx.cards.load(cardGid);
		if (state === null) {
			await tx.receipts.put({ ...order, accepted: false, text: 'The master knows no such card.' });
			return [];
		}
		const { accepted, text, step } = obey(state, act, { orderId: id, by, at });
		await tx.receipts.put({ ...order, accepted, text });
		return accepted ? desk.take(tx, state, step) : [];
	});
	if ((await tx.receipts.find(id)) === null)
		await tx.receipts.put({
			...order,
			accepted: false,
			text: 'Nothing can be decided about this card now; `aegis logs master` says why.',
		});
	return sent;
};
