import type { Rule } from './rule.ts';

/**
 * P9: a person's move is not overwritten by who did not know of it: the card is moved only from where it was expected
 * to stand, or by who had seen the person's move.
 */
export function peopleWin(): Rule {
	const moved = new Map<string, { readonly section: string | null; readonly version?: number | undefined }>();
	return (effect) => {
		if (effect.kind === 'person') moved.set(effect.card, effect);
		if (effect.kind !== 'move' || effect.from === effect.to) return null;
		const person = moved.get(effect.card);
		moved.delete(effect.card);
		const { from, to, expected, knows } = effect;
		if (knows === undefined || person?.version === undefined)
			return expected !== null && from !== expected && knows === undefined
				? `the card stood in ${from ?? 'nowhere'}, not in ${expected}, and was moved to ${to ?? 'nowhere'}`
				: null;
		return person.version > knows && person.section !== expected
			? `a person had moved the card to ${person.section ?? 'nowhere'}; it was moved to ${to ?? 'nowhere'} without knowing`
			: null;
	};
}

/** How long after a loss of Redis an older reading may be believed: until all is sent and read again. Milliseconds. */
const recoveryMs = 30_000;

/**
 * P9: what is known of a card never goes back to what it was before, except while Redis is recovering from a loss:
 * what was lost is then sent again after what was said since, and a new reading of everything follows it.
 */
export function knowledgeGrows(): Rule {
	const newest = new Map<string, number>();
	let lostAt = -Infinity;
	return (effect) => {
		if (effect.kind === 'redis-lost') lostAt = effect.at;
		if (effect.kind !== 'believes') return null;
		const before = newest.get(effect.card) ?? 0;
		newest.set(effect.card, Math.max(before, effect.version));
		return effect.version < before && effect.at - lostAt > recoveryMs
			? `the board as it was at ${effect.version} is believed, ${before} was known`
			: null;
	};
}

/** A comment is posted once. */
export function commentsAreSingle(): Rule {
	const posted = new Set<string>();
	return (effect) => {
		if (effect.kind !== 'comment') return null;
		if (posted.has(effect.ref)) return `the comment ${effect.ref} was posted twice`;
		posted.add(effect.ref);
		return null;
	};
}
