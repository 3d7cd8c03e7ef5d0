import { onBoard } from '../core/board/on-board.ts';
import type { Handler } from './handling.ts';

export const handleCardApplied: Handler<'card.applied'> = async (tx, message, { desk, projects }) => {
	const state = await tx.cards.load(message.cardGid);
	// Another project's syncer says nothing of it.
	if (state === null || state.projectGid !== message.projectGid) return [];
	const { seq, outcome, detail, card } = message;
	const rules = projects.settings(state.projectGid);
	return desk.take(tx, state, onBoard(state, { type: 'applied', seq, outcome, detail, card }, rules));
};
