/** What the server tells of a project, as `packages/board/src/store/live` writes it. */
export interface Named {
	readonly gid: string;
	readonly name: string;
}

export interface Option extends Named {
	readonly color: string;
	readonly enabled: boolean;
}

export interface Field extends Named {
	readonly type: string;
	/** Decimals of a number. */
	readonly precision: number;
	readonly options: readonly Option[];
}

export interface Card extends Named {
	readonly section: string;
	/** The card above it in its column; null for the first, absent in a whole board. */
	readonly after?: string | null;
	readonly completed: boolean;
	readonly assignee: string | null;
	readonly due: string | null;
	readonly comments: number;
	readonly attachments: number;
	readonly subtasks: number;
	readonly ticked: number;
	/** Unfinished cards it waits for. */
	readonly blockers: readonly string[];
	/** By the field's gid, as stored. */
	readonly fields: Readonly<Record<string, unknown>>;
}

export interface Frame {
	readonly project: Named;
	readonly columns: readonly Named[];
	readonly fields: readonly Field[];
	readonly people: readonly Named[];
}

/** A whole board. */
export interface Snapshot extends Frame {
	readonly version: number;
	/** Those of a column in their order. */
	readonly cards: readonly Card[];
}

/** What one commit did. */
export interface Change {
	readonly version: number;
	readonly by: string;
	readonly cards: readonly Card[];
	readonly gone: readonly string[];
	readonly touched: readonly string[];
	readonly frame?: Frame;
}

/** The board as it is known: never changed in place, so that what did not change is the same object. */
export interface Board {
	readonly frame: Frame;
	readonly cards: ReadonlyMap<string, Card>;
	/** The cards of each column in their order, by the column's gid. */
	readonly order: ReadonlyMap<string, readonly string[]>;
}

export function fromSnapshot(snapshot: Snapshot): Board {
	const order = new Map<string, string[]>(snapshot.columns.map(({ gid }) => [gid, []]));
	for (const { gid, section } of snapshot.cards) order.get(section)?.push(gid);
	const { project, columns, fields, people } = snapshot;
	return {
		frame: { project, columns, fields, people },
		cards: new Map(snapshot.cards.map((card) => [card.gid, card])),
		order,
	};
}

/** The board after a commit. */
export function applyChange(board: Board, change: Change): Board {
	const cards = new Map(board.cards);
	const order = new Map(board.order);
	for (const gid of change.gone) {
		const card = cards.get(gid);
		if (!card) continue;
		cards.delete(gid);
		take(order, card);
	}
	for (const card of change.cards) {
		const before = cards.get(card.gid);
		cards.set(card.gid, card);
		put(order, before, card, card.after ?? null);
	}
	const frame = change.frame ?? board.frame;
	for (const { gid } of frame.columns) if (!order.has(gid)) order.set(gid, []);
	return { frame, cards, order };
}

/** The board with a card below another one of a column, or at its top. */
export function withMove(board: Board, gid: string, to: Place): Board {
	const card = board.cards.get(gid);
	if (!card || !board.order.has(to.section)) return board;
	const order = new Map(board.order);
	const moved = { ...card, section: to.section };
	put(order, card, moved, to.after);
	return { ...board, cards: new Map(board.cards).set(gid, moved), order };
}

/** Where a card is or goes: below another one of a column, or at its top. */
export interface Place {
	readonly section: string;
	readonly after: string | null;
}

/** Where a card is; undefined when it is not on the board. */
export function placeOf(board: Board, gid: string): Place | undefined {
	const card = board.cards.get(gid);
	if (!card) return undefined;
	const list = board.order.get(card.section) ?? [];
	return { section: card.section, after: list[list.indexOf(gid) - 1] ?? null };
}

type Order = Map<string, readonly string[]>;

function take(order: Order, { gid, section }: Card): void {
	order.set(
		section,
		(order.get(section) ?? []).filter((other) => other !== gid),
	);
}

function put(order: Order, before: Card | undefined, card: Card, after: string | null): void {
	const list = order.get(card.section) ?? [];
	const index = before?.section === card.section ? list.indexOf(card.gid) : -1;
	if (index >= 0 && (list[index - 1] ?? null) === after) return;
	if (before && order.get(before.section)?.includes(card.gid)) take(order, before);
	const rest = order.get(card.section) ?? [];
	const at = after === null ? 0 : rest.indexOf(after) + 1 || rest.length;
	order.set(card.section, rest.toSpliced(at, 0, card.gid));
}
