import type { Problem } from './problem.ts';

/** No comment of Aegis stands on a card twice: each carries a mark of its own. */
export function judgeComments(card: string, texts: readonly string[]): Problem[] {
	const marks = texts.flatMap((text) => /aegis:\S+$/.exec(text.trim())?.[0] ?? []);
	return [...new Set(marks)]
		.filter((mark) => marks.indexOf(mark) !== marks.lastIndexOf(mark))
		.map((mark) => ({ promise: 'comments', card, what: `the comment ${mark} was posted twice` }));
}
