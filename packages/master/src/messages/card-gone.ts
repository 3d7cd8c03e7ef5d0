import { onBoard } from '../core/board/on-board.ts';
import type { Handler } from './handling.ts';

export const handleCardGone: Handler<'card.gone'> = async (tx, message, { desk, projects }) => {
	const state = await tx.cards.load(message.cardGid);
	// It has left a project that is not the one it counts for.
	if (state === null || state.projectGid !== message.projectGid) return [];
	return desk.take(tx, state, onBoard(state, { type: 'gone' }, projects.settings(state.projectGid)));
};
