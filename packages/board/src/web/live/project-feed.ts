import type { Change } from '../../store/data/change.ts';
import type { Store } from '../../store/data/store.ts';
import { readFrame, type BoardFrame } from '../../store/live/board-view.ts';
import { readPlacedCards, type CardView } from '../../store/live/card-view.ts';

/** What one commit did to a project, in the words of the page. */
export interface BoardChange {
	readonly version: number;
	/** The user who made it. */
	readonly by: string;
	/** Cards that are new or no longer as they were. */
	readonly cards: readonly CardView[];
	/** Tasks that are no cards of the project, or no longer. */
	readonly gone: readonly string[];
	/** Tasks whose history, files or subtasks may read otherwise now. */
	readonly touched: readonly string[];
	/** Present when the project, its columns or its fields changed. */
	readonly frame?: BoardFrame;
}

type Listener = (change: BoardChange) => void;

/** How many changes of a project a page that lost its connection may be behind and still catch up without all cards. */
const remembered = 200;

/**
 * The changes of the projects somebody watches, numbered since the start. A project nobody ever watched costs a number
 * per commit: its changes are not read.
 */
export class ProjectFeed {
	readonly #store: Store;
	/** Versions of another start are never mistaken for one of this. */
	readonly #start = Date.now();
	readonly #counts = new Map<string, number>();
	readonly #recent = new Map<string, BoardChange[]>();
	readonly #listeners = new Map<string, Set<Listener>>();

	constructor(store: Store) {
		this.#store = store;
		store.changes.on('committed', (projects, change) => {
			for (const project of projects) this.#tell(project, change);
		});
	}

	/** The number of the latest change. */
	versionOf(project: string): number {
		return this.#start + (this.#counts.get(project) ?? 0);
	}

	/** What came after a version, oldest first; undefined when not all of it is remembered. */
	since(project: string, version: number): readonly BoardChange[] | undefined {
		const recent = this.#recent.get(project);
		if (!recent) return undefined;
		if (version === this.versionOf(project)) return [];
		const index = recent.findIndex((change) => change.version === version + 1);
		return index < 0 ? undefined : recent.slice(index);
	}

	watch(project: string, listener: Listener): Disposable {
		const listeners = this.#listeners.get(project) ?? new Set();
		this.#listeners.set(project, listeners);
		if (!this.#recent.has(project)) this.#recent.set(project, []);
		listeners.add(listener);
		return { [Symbol.dispose]: () => void listeners.delete(listener) };
	}

	#tell(project: string, change: Change): void {
		this.#counts.set(project, (this.#counts.get(project) ?? 0) + 1);
		const recent = this.#recent.get(project);
		if (!recent) return;
		const told = this.#describe(project, change);
		recent.push(told);
		if (recent.length > remembered) recent.shift();
		for (const listener of this.#listeners.get(project) ?? []) listener(told);
	}

	#describe(project: string, change: Change): BoardChange {
		const { rows } = this.#store;
		const touched = new Set(change.tasks);
		// A card that was finished or reopened changes what others wait for.
		for (const task of change.tasks) {
			const waiting = rows.column('SELECT task FROM dependencies WHERE depends_on = ?', task);
			for (const dependent of waiting) touched.add(dependent);
		}
		const cards = readPlacedCards(rows, project, touched);
		const here = new Set(cards.map(({ gid }) => gid));
		const frame = change.reshaped ? readFrame(rows, project) : undefined;
		return {
			version: this.versionOf(project),
			by: change.user,
			cards,
			gone: [...change.tasks].filter((gid) => !here.has(gid)),
			touched: [...change.tasks],
			...(frame === undefined ? {} : { frame }),
		};
	}
}
