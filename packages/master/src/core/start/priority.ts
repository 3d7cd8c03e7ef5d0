/** What a card without a Priority, or with one nobody knows, counts as. */
const usual = 2;

const words: Readonly<Record<string, number>> = {
	blocker: 0,
	critical: 0,
	urgent: 0,
	immediate: 0,
	highest: 0,
	high: 1,
	important: 1,
	medium: 2,
	normal: 2,
	default: 2,
	low: 3,
	minor: 3,
	lowest: 4,
	trivial: 4,
};

/**
 * How urgent a card's Priority field says it is: 0 the most, 4 the least, 2 where it says nothing known. Words in any
 * case, also with something around them (“🔥 High”), P0 to P4, and numbers, of which smaller ones are more urgent.
 */
export function rankPriority(text: string | null): number {
	const plain = (text ?? '').trim().toLowerCase();
	const number = /^p?\s*(\d+)(?:\.\d+)?(?!\d)/.exec(plain)?.[1];
	if (number !== undefined) return Math.min(Number(number), 4);
	for (const word of plain.split(/[^a-z]+/)) {
		const known = Object.hasOwn(words, word) ? words[word] : undefined;
		if (known !== undefined) return known;
	}
	return usual;
}
