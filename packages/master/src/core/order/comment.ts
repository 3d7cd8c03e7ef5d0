import type { CardState } from '../card/card-state.ts';
import type { Effect } from '../card/effects.ts';
import { hearOperator, operatorComment, type Given, type Ruling } from './ruling.ts';

/** Where an answer lets a card go on that waits in Clarification Needed for no reason that is known. */
const afresh = { section: 'Ready Queue', agent: 'Triage' } as const;

/** A comment of the operator's. It does what a permitted person's comment on the board does: it answers, and frees. */
export function comment(state: CardState, given: Given, text: string): Ruling {
	const said = hearOperator(state, given, text);
	const words = operatorComment(given, text);
	const asks = state.work.kind === 'idle' && state.place.section === 'Clarification Needed';
	if (asks) {
		const { section, agent } = state.hold?.resume ?? afresh;
		const freed: CardState = { ...said, hold: null, attempts: 0, reviewRounds: 0, losses: [], wait: null };
		const apply: Effect = {
			type: 'apply',
			change: { section, agent, swarmStatus: 'Idle' },
			comment: words,
		};
		return {
			accepted: true,
			text: `Answered. ${agent} goes on with it.`,
			step: [freed, [apply]],
		};
	}
	const apply: Effect = { type: 'apply', change: {}, comment: words };
	if (state.hold !== null && state.hold.resume === null) {
		const freed: CardState = { ...said, hold: null, attempts: 0, losses: [] };
		return { accepted: true, text: 'Said, and the card may go on.', step: [freed, [apply]] };
	}
	const when = state.work.kind === 'idle' ? 'the next agent reads it' : 'the agent reads it at its next run';
	return { accepted: true, text: `Said on the card; ${when}.`, step: [said, [apply]] };
}
