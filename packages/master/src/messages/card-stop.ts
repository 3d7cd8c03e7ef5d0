import { stopCard } from '../core/person/pause.ts';
import { loadCard } from '../store/cards.ts';
import type { Handler } from './handling.ts';

export const handleCardStop: Handler<'card.stop'> = async (tx, { cardGid, by }, { desk }) => {
	const state = await loadCard(tx, cardGid);
	return state === null ? [] : desk.take(tx, state, stopCard(state, by));
};
