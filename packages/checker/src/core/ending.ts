import type { Rule } from './rule.ts';

/** P1: when nothing goes wrong any more, every card ends, or waits for a person with a reason that is true. */
export function cardsEnd(): Rule {
	return (effect) => (effect.kind === 'rest' ? effect.problem : null);
}

/** P7: killing everything once more and starting it again changes nothing. */
export function restartsConverge(): Rule {
	return (effect) =>
		effect.kind === 'restarted' && effect.before !== effect.after
			? `after a restart of everything the card is ${effect.after}, it was ${effect.before}`
			: null;
}
