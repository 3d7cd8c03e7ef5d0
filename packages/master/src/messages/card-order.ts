import { obey } from '../core/order/obey.ts';
import { loadCard } from '../store/cards.ts';
import { findReceipt, insertReceipt } from '../store/receipts.ts';
import type { Handler } from './handling.ts';

/** Carries an operator's order about a card out, or refuses it, and keeps the receipt with the same commit. */
export const handleCardOrder: Handler<'card.order'> = async (
	tx,
	{ cardGid, act, by },
	{ desk },
	{ id, at },
) => {
	const order = { orderId: id, cardGid, kind: act.kind, by, at: Date.now() };
	// What throws sets the card aside and leaves no receipt of its own: who asked is told all the same.
	const sent = await desk.attempt(tx, cardGid, async () => {
		const state = await loadCard(tx, cardGid);
		if (state === null) {
			await insertReceipt(tx, { ...order, accepted: false, text: 'The master knows no such card.' });
			return [];
		}
		const { accepted, text, step } = obey(state, act, { orderId: id, by, at });
		await insertReceipt(tx, { ...order, accepted, text });
		return accepted ? desk.take(tx, state, step) : [];
	});
	if ((await findReceipt(tx, id)) === null)
		await insertReceipt(tx, {
			...order,
			accepted: false,
			text: 'Nothing can be decided about this card now; `aegis logs master` says why.',
		});
	return sent;
};
