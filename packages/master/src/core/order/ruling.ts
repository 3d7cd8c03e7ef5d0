import { operatorGid, signAsOperator, type BoardComment } from '@aegis/shared/domain';
import type { CardChange } from '@aegis/shared/messages';
import type { CardState } from '../card/card-state.ts';
import type { Effect, Step } from '../card/effects.ts';
import { stopWork } from '../board/on-board.ts';

/** An order as it reached the master. `at` is milliseconds since the epoch. */
export interface Given {
	readonly orderId: string;
	readonly by: string;
	readonly at: number;
}

/** What became of an order, in one sentence for who gave it, and what it does to the card. */
export interface Ruling {
	readonly accepted: boolean;
	readonly text: string;
	readonly step: Step<CardState>;
}

export function refuse(state: CardState, text: string): Ruling {
	return { accepted: false, text, step: [state, []] };
}

/** The operator's words on the card, under the operator's name. */
export function operatorComment({ orderId, by }: Given, text: string): BoardComment {
	return {
		ref: `operator-${orderId}`,
		persona: 'Triage',
		operator: by,
		headline: signAsOperator(by),
		facts: [],
		body: text,
	};
}

/** The card with words on it that the board has still to take; the next reading replaces them by what it took. */
export function hearOperator(state: CardState, given: Given, text: string): CardState {
	const comment = {
		gid: `order-${given.orderId}`,
		authorGid: operatorGid,
		authorName: given.by,
		text,
		createdAt: new Date(given.at).toISOString(),
		own: false,
	};
	return { ...state, card: { ...state.card, comments: [...state.card.comments, comment] } };
}

/**
 * The operator puts the card somewhere, as a person moves one on the board: what runs is stopped, the stage begins
 * afresh, and the card goes by the operator's word from then on.
 */
export function putCard(
	state: CardState,
	given: Given,
	place: { readonly change: CardChange; readonly comment: BoardComment },
): Step<CardState> {
	const fresh: CardState = {
		...state,
		mandate: { ...state.mandate, byGid: operatorGid },
		attempts: 0,
		overloads: 0,
		losses: [],
		reviewRounds: 0,
		wait: null,
		hold: null,
	};
	const [stopped, effects] = stopWork(fresh, `${given.by} wants it otherwise`);
	const apply: Effect = {
		type: 'apply',
		change: { swarmStatus: 'Idle', ...place.change },
		comment: place.comment,
	};
	return [stopped, [...effects, apply]];
}
