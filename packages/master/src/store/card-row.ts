import type { CardState } from '../core/card/card-state.ts';
import { firstMandate } from '../core/person/mandate.ts';

/** What stores of before do not have. */
type LaterKey = 'mandate' | 'approvalRefused' | 'machine' | 'reasonSeq';

/** Only the master writes this column, so it is trusted to be what it wrote. */
export function parseState(state: string): CardState {
	const saved = JSON.parse(state) as Omit<CardState, LaterKey> & Partial<Pick<CardState, LaterKey>>;
	return { mandate: firstMandate(saved.card), approvalRefused: false, machine: null, reasonSeq: 0, ...saved };
}

/** For what concerns many cards: one that cannot be read must not keep the others from being looked at. */
export function tryParseState(state: string): CardState | null {
	try {
		return parseState(state);
	} catch {
		return null;
	}
}
