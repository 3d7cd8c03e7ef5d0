import { operatorGid } from '@aegis/shared/domain';
import type { CardState } from '../card/card-state.ts';
import type { Effect } from '../card/effects.ts';
import { refuse, type Given, type Ruling } from './ruling.ts';

/** The operator sets Max Cost. What is spent is spent: less than that is refused. US dollars. */
export function setBudget(state: CardState, _given: Given, maxCostUsd: number): Ruling {
	if (maxCostUsd <= state.spentUsd)
		return refuse(
			state,
			`$${state.spentUsd.toFixed(2)} are spent already; give it more than that, or stop the card.`,
		);
	const set: CardState = {
		...state,
		card: { ...state.card, maxCostUsd, maxCostByGid: operatorGid },
		mandate: { ...state.mandate, maxCostUsd },
		...(state.hold?.resume === null ? { hold: null, attempts: 0, losses: [] } : {}),
	};
	const apply: Effect = { type: 'apply', change: { maxCostUsd }, comment: null };
	return {
		accepted: true,
		text: `Max Cost is $${maxCostUsd.toFixed(2)} now, $${(maxCostUsd - state.spentUsd).toFixed(2)} of it left.`,
		step: [set, [apply]],
	};
}
