import type { Card, Frame } from './board.ts';

/** What of a board is shown; empty parts show everything. */
export interface Filter {
	readonly text: string;
	/** A field's option by the field's gid. */
	readonly options: Readonly<Record<string, string>>;
	readonly only: 'all' | 'blocked' | 'open' | 'waiting';
}

export const everything: Filter = { text: '', options: {}, only: 'all' };

export function isEverything(filter: Filter): boolean {
	return filter.text.trim() === '' && filter.only === 'all' && Object.keys(filter.options).length === 0;
}

/** A test for cards: each word of the text must be in the name, the reason or another value of the card. */
export function matcherOf(filter: Filter, frame: Frame): (card: Card) => boolean {
	const words = fold(filter.text).split(/\s+/).filter(Boolean);
	const names = new Map(
		frame.fields.flatMap(({ options }) => options.map((option) => [option.gid, option.name] as const)),
	);
	const options = Object.entries(filter.options);
	const needsPerson = columnsThatWait(frame);
	return (card) => {
		if (filter.only === 'blocked' && (card.blockers.length === 0 || card.completed)) return false;
		if (filter.only === 'open' && card.completed) return false;
		if (filter.only === 'waiting' && !needsPerson.has(card.section)) return false;
		if (options.some(([field, option]) => card.fields[field] !== option)) return false;
		if (words.length === 0) return true;
		const values = Object.values(card.fields).map((value) =>
			typeof value === 'string'
				? (names.get(value) ?? value)
				: typeof value === 'number'
					? String(value)
					: '',
		);
		const text = fold([card.name, card.gid, ...values].join(' '));
		return words.every((word) => text.includes(word));
	};
}

/** The columns in which a card waits for a person's word. */
function columnsThatWait({ columns }: Frame): ReadonlySet<string> {
	return new Set(columns.filter(({ name }) => /clarification/i.test(name)).map(({ gid }) => gid));
}

function fold(text: string): string {
	return text.normalize('NFKD').replaceAll(/\p{M}/gu, '').toLowerCase();
}
