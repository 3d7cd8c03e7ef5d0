import type { CardState } from '../card/card-state.ts';
import type { Effect } from '../card/effects.ts';
import { shortDigest } from '../person/second-tick.ts';
import { operatorComment, refuse, type Given, type Ruling } from './ruling.ts';

/** The operator lets guarded paths land: exactly those that were looked at. */
export function tick(state: CardState, given: Given, digest: string): Ruling {
	const { guarded } = state;
	if (guarded == null) return refuse(state, 'Nothing of it is guarded, as far as anybody has looked.');
	if (!guarded.digest.startsWith(digest.toLowerCase()))
		return refuse(state, 'The guarded paths are others now than you looked at: look at the new diff first.');
	const ticked: CardState = { ...state, tick: { digest: guarded.digest, by: given.by } };
	const said = `Approve guarded ${shortDigest(guarded.digest)}`;
	const apply: Effect = { type: 'apply', change: {}, comment: operatorComment(given, said) };
	return {
		accepted: true,
		text: `${guarded.count} guarded ${guarded.count === 1 ? 'path' : 'paths'} may land with it.`,
		step: [ticked, [apply]],
	};
}
