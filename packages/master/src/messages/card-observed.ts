import { newCard } from '../core/card/card-state.ts';
import { onBoard } from '../core/board/on-board.ts';
import type { Handler } from './handling.ts';

export const handleCardObserved: Handler<'card.observed'> = async (tx, message, { desk, projects }) => {
	const state = await tx.cards.load(message.card.gid);
	if (state === null) return desk.take(tx, null, [newCard(message.card, message.appliedSeq), []]);
	if (state.projectGid !== message.card.projectGid) {
		// A card counts for the project that has it; the commanders and settings of another never do.
		if (state.present || state.work.kind !== 'idle') return [];
		const moved = newCard(message.card, message.appliedSeq);
		const { epoch, spentUsd, starts = [] } = state;
		return desk.take(tx, state, [{ ...moved, epoch, spentUsd, starts }, []]);
	}
	const rules = projects.settings(state.projectGid);
	return desk.take(tx, state, onBoard(state, { ...message, type: 'observed' }, rules));
};
