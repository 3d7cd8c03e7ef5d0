import type { Board } from './board.ts';

export type Direction = 'up' | 'down' | 'left' | 'right' | 'first' | 'last';

/** The card a key leads to from another one, over the cards that are shown; from nowhere to the first one. */
export function stepFrom(
	board: Board,
	from: string | null,
	direction: Direction,
	shows: (gid: string) => boolean,
): string | undefined {
	const columns = board.frame.columns.map(({ gid }) => (board.order.get(gid) ?? []).filter(shows));
	const x = columns.findIndex((list) => from !== null && list.includes(from));
	if (x < 0 || from === null) return columns.find((list) => list.length > 0)?.[0];
	const list = columns[x] ?? [];
	const y = list.indexOf(from);
	switch (direction) {
		case 'up':
			return list[y - 1];
		case 'down':
			return list[y + 1];
		case 'first':
			return list[0];
		case 'last':
			return list.at(-1);
		case 'left':
			return beside(columns.slice(0, x).toReversed(), y);
		case 'right':
			return beside(columns.slice(x + 1), y);
	}
}

/** The card at the same height of the next column that has any. */
function beside(columns: readonly (readonly string[])[], y: number): string | undefined {
	const list = columns.find(({ length }) => length > 0);
	return list?.[Math.min(y, list.length - 1)];
}
