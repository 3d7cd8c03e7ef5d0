/** The sections whose order decides what starts first. Elsewhere nobody waits, and a card has no rank. */
const rankedSections: ReadonlySet<string | null> = new Set([
	'Planning',
	'Ready Queue',
	'In Progress',
	'Review',
	'Merging',
]);

export function isRanked(section: string | null): boolean {
	return rankedSections.has(section);
}

/** Each column has its own stretch of numbers, so that one can be numbered without reading the others. */
const columnWidth = 1e9;
const step = 1_000;
/** Below this distance a column is numbered anew. */
const leastGap = 1e-3;

/**
 * Numbers the cards of a column in their order, lower first, columns from left to right. As many as possible keep the
 * rank they have: a card that was dragged is news, its neighbours are not.
 *
 * With `more` the column goes on after the given cards.
 */
export function rankColumn(
	order: readonly { readonly gid: string; readonly rank: number | null }[],
	column: number,
	more = false,
): Map<string, number> {
	const floor = column * columnWidth;
	const isInside = (rank: number): boolean => rank > floor && rank < floor + columnWidth;
	const candidates = order.map(({ rank }) => (rank !== null && isInside(rank) ? rank : null));
	const kept = longestRise(candidates);
	const ranks = new Map<string, number>();
	for (let start = 0; start < order.length;) {
		if (kept.has(start)) {
			ranks.set(order[start]?.gid ?? '', candidates[start] ?? 0);
			start++;
			continue;
		}
		let end = start;
		while (end < order.length && !kept.has(end)) end++;
		const low = start === 0 ? null : (candidates[start - 1] ?? null);
		const after = more && low !== null ? low + step : null;
		const high = end === order.length ? after : (candidates[end] ?? null);
		const fresh = spread(end - start, low, high, floor + columnWidth / 2);
		if (fresh === null || !fresh.every(isInside)) return renumber(order, floor);
		for (let index = start; index < end; index++)
			ranks.set(order[index]?.gid ?? '', fresh[index - start] ?? 0);
		start = end;
	}
	return ranks;
}

function renumber(order: readonly { readonly gid: string }[], floor: number): Map<string, number> {
	return new Map(order.map(({ gid }, index) => [gid, floor + columnWidth / 2 + index * step]));
}

/** `count` rising numbers between two, either of which may be open; null when they would be too close together. */
function spread(count: number, low: number | null, high: number | null, middle: number): number[] | null {
	const numbers = (at: (index: number) => number): number[] =>
		Array.from({ length: count }, (_, index) => at(index));
	if (low === null && high === null) return numbers((index) => middle + index * step);
	if (low === null) return numbers((index) => (high ?? 0) - (count - index) * step);
	if (high === null) return numbers((index) => low + (index + 1) * step);
	const gap = (high - low) / (count + 1);
	return gap < leastGap ? null : numbers((index) => low + (index + 1) * gap);
}

/** The indexes of a longest strictly rising subsequence; null never belongs to it. */
function longestRise(values: readonly (number | null)[]): Set<number> {
	/** `ends[length]` is the index of the lowest value that ends a rise of length + 1. */
	const ends: number[] = [];
	const before = new Map<number, number>();
	for (const [index, value] of values.entries()) {
		if (value === null) continue;
		let low = 0;
		let high = ends.length;
		while (low < high) {
			const middle = (low + high) >> 1;
			if ((values[ends[middle] ?? 0] ?? 0) < value) low = middle + 1;
			else high = middle;
		}
		const previous = ends[low - 1];
		if (previous !== undefined) before.set(index, previous);
		ends[low] = index;
	}
	const rise = new Set<number>();
	for (let index = ends.at(-1); index !== undefined; index = before.get(index)) rise.add(index);
	return rise;
}
