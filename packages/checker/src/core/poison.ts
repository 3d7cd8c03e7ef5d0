import type { Rule } from './rule.ts';

/** As in the product: so many losses in a row within this time make a card poisonous. Milliseconds. */
const maxLosses = 3;
const windowMs = 72 * 3_600_000;

/** P10: a card that loses its workers one after the other is set aside, until it is pardoned. */
export function poisonIsSetAside(): Rule {
	const losses = new Map<string, number[]>();
	/** Losses that count for nothing, or that were counted. */
	const passed = new Set<string>();
	return (effect) => {
		switch (effect.kind) {
			case 'lost': {
				if (passed.has(effect.run)) return null;
				passed.add(effect.run);
				const recent = (losses.get(effect.card) ?? []).filter((at) => effect.at - at < windowMs);
				losses.set(effect.card, [...recent, effect.at]);
				return null;
			}
			case 'cancel':
				passed.add(effect.run);
				return null;
			case 'pardoned':
				losses.delete(effect.card);
				return null;
			case 'spawn': {
				const count = losses.get(effect.card)?.length ?? 0;
				return count >= maxLosses
					? `an agent starts on a card that lost its worker ${count} times in a row`
					: null;
			}
			default:
				return null;
		}
	};
}
