import { operatorGid } from '@aegis/shared/domain';
import type { CardAct } from '@aegis/shared/messages';
import type { CardState } from '../core/card/card-state.ts';
import { obey } from '../core/order/obey.ts';
import { refuse, type Given, type Ruling } from '../core/order/ruling.ts';
import { findObjection, type BoardRules } from '../core/person/permission.ts';
import type { Handler } from './handling.ts';

/** Carries an operator's order about a card out, or refuses it, and keeps the receipt with the same commit. */
export const handleCardOrder: Handler<'card.order'> = async (
	tx,
	{ cardGid, act, by },
	{ desk, projects, clock },
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
		const { accepted, text, step } = rule(
			state,
			act,
			{ orderId: id, by, at },
			projects.settings(state.projectGid),
		);
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

/** As on the board, an operator's approval may be none: where four eyes are wanted, and two of them put the card there. */
function rule(state: CardState, act: CardAct, given: Given, rules: BoardRules): Ruling {
	const permits = act.kind === 'approve' || act.kind === 'tick';
	const objection = permits ? findObjection(state, state.card, operatorGid, rules) : null;
	return objection === null
		? obey(state, act, given)
		: refuse(state, `It would be approved by ${objection}.`);
}
