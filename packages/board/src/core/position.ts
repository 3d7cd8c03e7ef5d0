/** The gap between neighbours when there is room; halved on each insertion between two. */
export const gap = 65_536;

/** Where something goes in an ordered list, in Asana's words. */
export type Place =
	| { readonly at: 'start' | 'end' }
	| { readonly at: 'before' | 'after'; readonly gid: string };

/** A position strictly between two neighbours, or undefined when the numbers have run out. */
export function between(before: number | undefined, after: number | undefined): number | undefined {
	if (before === undefined) return after === undefined ? 0 : after - gap;
	if (after === undefined) return before + gap;
	const middle = before + (after - before) / 2;
	return middle > before && middle < after ? middle : undefined;
}
