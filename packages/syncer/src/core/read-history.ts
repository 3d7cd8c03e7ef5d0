import type { BoardSection, BoardStory } from './board-task.ts';

/** A change of a card's column, as its history tells; without sections where it was put into the project. */
export interface Move {
	readonly gid: string;
	readonly from: BoardSection | null;
	readonly to: BoardSection | null;
	/** Milliseconds since the epoch on the board's clock; NaN where it did not say. */
	readonly at: number;
	readonly authorGid: string | null;
}

/** A move Aegis made, and when it was known to be done: milliseconds since the epoch on our own clock. */
export interface OwnMove {
	readonly section: string;
	readonly at: number;
}

/** The board's clock and ours differ by no more, or a move of ours is taken for a person's. Milliseconds. */
const clockMarginMs = 60_000;

/** Oldest first, as boards promise, or else turned round. Not sorted: times are coarse, and may be spelled differently. */
function inOrder(stories: readonly BoardStory[]): readonly BoardStory[] {
	const first = Date.parse(stories[0]?.createdAt ?? '');
	const last = Date.parse(stories.at(-1)?.createdAt ?? '');
	return first > last ? stories.toReversed() : stories;
}

/** What happened to a card's place in one project, oldest first. Its places in other projects do not count. */
export function readMoves(
	stories: readonly BoardStory[],
	place: { readonly projectGid: string; readonly columns: readonly BoardSection[] },
): Move[] {
	const ours = new Set(place.columns.map((column) => column.gid));
	return inOrder(stories).flatMap(({ gid, change, createdAt, authorGid }): Move[] => {
		const at = Date.parse(createdAt);
		if (change?.kind === 'added' && change.projectGid === place.projectGid)
			return [{ gid, from: null, to: null, at, authorGid }];
		if (change?.kind !== 'moved') return [];
		const { from, to } = change;
		const isOurs = [from, to].some((section) => section !== null && ours.has(section.gid));
		return isOurs ? [{ gid, from, to, at, authorGid }] : [];
	});
}

/** False where the history ends in another section than the card is in: one of the two is older than the other. */
export function agrees(moves: readonly Move[], sectionGid: string | null): boolean {
	const last = moves.at(-1)?.to ?? null;
	return last === null || last.gid === sectionGid;
}

/**
 * Who last put the card into the section it is in, or into the project; null where its history does not tell. A history
 * that does not reach to this section tells nothing: who put the card here once before need not have done it again.
 */
export function findMover(moves: readonly Move[], sectionGid: string | null): string | null {
	return agrees(moves, sectionGid) ? (moves.at(-1)?.authorGid ?? null) : null;
}

/** Who last chose `option` of a field, if nothing else was chosen since. */
export function findChooser(
	stories: readonly BoardStory[],
	fieldGid: string | undefined,
	option: string,
): string | null {
	const last = inOrder(stories).findLast(
		({ change }) => change?.kind === 'chosen' && change.fieldGid === fieldGid,
	);
	return last?.change?.kind === 'chosen' && last.change.option === option ? last.authorGid : null;
}

/** Who last set a field to `number`, if nothing else was set since. */
export function findCounter(
	stories: readonly BoardStory[],
	fieldGid: string | undefined,
	number: number | null,
): string | null {
	const last = inOrder(stories).findLast(
		({ change }) => change?.kind === 'counted' && change.fieldGid === fieldGid,
	);
	return last?.change?.kind === 'counted' && last.change.number === number ? last.authorGid : null;
}

/**
 * Finds that a person took a card out of its section and put it back between two readings: `visited` names another
 * section it was in, empty when there was none, and is null when it stayed. Two readings look the same then, yet who
 * takes a card away wants its work stopped. `seen` are those of our own moves that the history shows.
 */
export function findExcursion(
	moves: readonly Move[],
	known: {
		/** The last move at the earlier reading, empty when there was none; null when that is not known. */
		readonly after: string | null;
		readonly sectionGid: string | null;
		/** The moves Aegis made since then, oldest first. */
		readonly own: readonly OwnMove[];
	},
): { readonly visited: string | null; readonly seen: readonly OwnMove[] } {
	const start = known.after === '' ? 0 : moves.findIndex((move) => move.gid === known.after) + 1;
	if (known.after === null || (known.after !== '' && start === 0)) return { visited: null, seen: [] };
	const unseen = [...known.own];
	let left: string | null = null;
	let visited: string | null = null;
	for (const { from, to, at } of moves.slice(start)) {
		const index = unseen.findIndex((own) => own.section === to?.name && !(at > own.at + clockMarginMs));
		if (index !== -1) {
			unseen.splice(index, 1);
			left = null;
		} else if (from === null && to === null) visited = '';
		else if (from?.gid === known.sectionGid) left = to?.name ?? '';
		else if (left !== null && to?.gid === known.sectionGid) {
			visited = left;
			left = null;
		}
	}
	return { visited, seen: known.own.filter((own) => !unseen.includes(own)) };
}
