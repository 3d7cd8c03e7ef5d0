import { stopCard } from '../core/person/pause.ts';
import type { Handler } from './handling.ts';

export const handleCardStop: Handler<'card.stop'> = async (tx, { cardGid, by }, { desk }) => {
	const state = await tx.cards.load(cardGid);
	return state === null ? [] : desk.take(tx, state, stopCard(state, by));
};
