import type { Place } from './places.ts';

/** A word as bash and zsh take it literally. */
export function quote(text: string): string {
	return `'${text.replaceAll("'", String.raw`'\''`)}'`;
}

/** The pattern that leads to a place: where one stands, a blank, and the next word. */
export function stepTo({ at }: Place): readonly string[] {
	if (at === '') return [];
	const words = at.split(' ');
	return [quote(`${words.slice(0, -1).join(' ')} ${words.at(-1)}`)];
}
