import type { CardAct } from '@aegis/shared/messages';
import { invariant } from '@aegis/shared/invariant';
import type { CardState } from '../card/card-state.ts';
import { stopCard } from '../person/pause.ts';
import { approve } from './approve.ts';
import { setBudget } from './budget.ts';
import { comment } from './comment.ts';
import { retry } from './retry.ts';
import { refuse, type Given, type Ruling } from './ruling.ts';
import { sendBack } from './send-back.ts';
import { tick } from './tick.ts';

/**
 * What an operator's order does to a card.
 *
 * Invariants:
 * O1 an order does what the same act of a permitted person on the board does, and no more;
 * O2 what it changes of the card's content goes to the board with the decision that took it, signed with the name;
 * O3 an order is carried out or refused as a whole, and says which, and why;
 * O4 an approval names the commit that was looked at, and is refused once the branch has moved.
 */
export function obey(state: CardState, act: CardAct, given: Given): Ruling {
	const ruling = rule(state, act, given);
	const { accepted, step } = ruling;
	invariant('order.O3', accepted || (step[0] === state && step[1].length === 0), !accepted);
	const isSeen = act.kind !== 'approve' || !accepted || act.head === state.branchHead;
	invariant('order.O4', isSeen, act.kind === 'approve');
	return ruling;
}

function rule(state: CardState, act: CardAct, given: Given): Ruling {
	if (!state.present) return refuse(state, 'The card is not on its board any more.');
	switch (act.kind) {
		case 'comment':
			return comment(state, given, act.text);
		case 'approve':
			return approve(state, given, act.head);
		case 'tick':
			return tick(state, given, act.digest);
		case 'send-back':
			return sendBack(state, given, act.text);
		case 'budget':
			return setBudget(state, given, act.maxCostUsd);
		case 'retry':
			return retry(state, given, act.agent);
		case 'stop': {
			const step = stopCard(state, given.by);
			return step[0] === state
				? refuse(state, 'No agent works on it, or would.')
				: { accepted: true, text: 'Stopped: it waits until you let it go on.', step };
		}
	}
}
