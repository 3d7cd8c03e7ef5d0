import type { Board, Place } from './board.ts';

/** Where on a card something is held: above or below its middle. */
export type Edge = 'top' | 'bottom';

/** Where a card goes that is let go above or below another one; it is never below itself. */
export function placeBeside(board: Board, dragged: string, target: string, edge: Edge): Place | undefined {
	const card = board.cards.get(target);
	if (!card) return undefined;
	const list = (board.order.get(card.section) ?? []).filter((gid) => gid !== dragged);
	const index = list.indexOf(target);
	if (target === dragged || index < 0) return undefined;
	return { section: card.section, after: edge === 'bottom' ? target : (list[index - 1] ?? null) };
}

/** The end of a column. */
export function placeAtEnd(board: Board, dragged: string, section: string): Place {
	return {
		section,
		after: (board.order.get(section) ?? []).findLast((gid) => gid !== dragged) ?? null,
	};
}

/** One step up or down in its column; undefined at the end of it. */
export function placeOneStep(board: Board, gid: string, step: -1 | 1): Place | undefined {
	const section = board.cards.get(gid)?.section;
	if (section === undefined) return undefined;
	const list = board.order.get(section) ?? [];
	const index = list.indexOf(gid);
	if (index < 0 || index + step < 0 || index + step >= list.length) return undefined;
	const rest = list.filter((other) => other !== gid);
	return { section, after: rest[index + step - 1] ?? null };
}

export function isSamePlace(one: Place | undefined, other: Place | undefined): boolean {
	return one?.section === other?.section && one?.after === other?.after;
}

/** How the API is told of a place: the section's call and what it takes. */
export function moveRequest(gid: string, { section, after }: Place): { path: string; data: object } {
	return { path: `/sections/${section}/addTask`, data: { task: gid, insert_after: after } };
}
