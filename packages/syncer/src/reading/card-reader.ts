import type { Logger } from '@aegis/shared/log';
import type { BoardQuestions } from '../asana/board-calls.ts';
import { BoardTrouble, valueOf } from '../asana/trouble.ts';
import type { BoardTask } from '../core/board-task.ts';
import type { Topic } from '../core/collapse-events.ts';
import type { FieldMap } from '../core/field-map.ts';
import { isRanked } from '../core/rank-cards.ts';
import { columnOf, isInProject, sectionOf } from '../core/read-card.ts';
import type { ProjectFacts } from '../store/project-facts.ts';
import type { CardDetails } from './card-details.ts';
import { nameOf, type ColumnHeads, type ColumnOrder } from './column-order.ts';
import type { Sighting } from './sighting.ts';

/** From this many changed cards on, one page of what changed is asked for before single cards. */
const pageFrom = 2;
/** Cards changed shortly before the first event are asked for too: two clocks of one service need not agree. */
const sinceMarginMs = 5_000;
/** Cards of a list that could not be read and are asked for one by one, at most. */
const maxSecondLooks = 20;

/** What to read of which cards. */
export interface Wanted {
	readonly cards: ReadonlyMap<string, ReadonlySet<Topic>>;
	/** Columns whose order may have changed. */
	readonly placedIn?: ReadonlySet<string>;
	/** When the first of the changes happened, milliseconds on the board's clock; null when that is not known. */
	readonly since?: number | null;
}

const noTopics: ReadonlySet<Topic> = new Set();
/** For a card of which nothing is known to be as it was: its stories tell the rest. */
export const allTopics: ReadonlySet<Topic> = new Set(['comments', 'subtasks']);

/** Reads cards in few requests, and the order of the columns they came to. */
export class CardReader {
	readonly #reads: BoardQuestions;
	readonly #facts: ProjectFacts;
	readonly #details: CardDetails;
	readonly #order: ColumnOrder;
	readonly #projectGid: string;
	readonly #log: Logger;
	/** Cards that could not be read, and why. */
	readonly unreadable = new Map<string, string>();

	constructor(options: {
		reads: BoardQuestions;
		facts: ProjectFacts;
		details: CardDetails;
		order: ColumnOrder;
		projectGid: string;
		log: Logger;
	}) {
		this.#reads = options.reads;
		this.#facts = options.facts;
		this.#details = options.details;
		this.#order = options.order;
		this.#projectGid = options.projectGid;
		this.#log = options.log;
	}

	/** Reads the named cards. One that is not in the project any more is `gone`. */
	async readCards(wanted: Wanted, map: FieldMap): Promise<Sighting[]> {
		const heads: ColumnHeads = { tasks: new Map(), ranks: new Map() };
		const { tasks: found, ranks } = heads;
		const columns = new Set([...(wanted.placedIn ?? [])].filter((gid) => isRanked(nameOf(gid, map))));
		await this.#order.readHeads(columns, map, heads);
		const fetched = await this.#fetchTasks([...wanted.cards.keys()], wanted.since ?? null, found);
		const tasks = new Map<string, BoardTask>();
		for (const task of fetched.values()) if (isInProject(task, this.#projectGid)) tasks.set(task.gid, task);
		const topics = new Map(wanted.cards);
		for (const parent of await this.#findParents(wanted.cards.keys(), fetched, tasks)) {
			tasks.set(parent.gid, parent);
			topics.set(parent.gid, new Set([...(topics.get(parent.gid) ?? []), 'subtasks']));
		}
		const known = await this.#facts.loadCards([...tasks.keys(), ...ranks.keys()]);
		const entered = new Set<string>();
		for (const task of tasks.values()) {
			const section = sectionOf(task, this.#projectGid);
			const column = columnOf(task, this.#projectGid);
			const isNew = section !== known.get(task.gid)?.snapshot.section;
			if (isNew && column !== null && isRanked(section) && !columns.has(column)) entered.add(column);
		}
		await this.#order.readHeads(entered, map, heads);
		for (const [gid, rank] of ranks) {
			const task = found.get(gid);
			const isNews = (known.get(gid)?.snapshot.rank ?? null) !== rank;
			if (isNews && task !== undefined && known.has(gid)) tasks.set(gid, task);
		}
		const sightings = await Promise.all(
			[...tasks.values()].map((task) => {
				const before = known.get(task.gid);
				const section = sectionOf(task, this.#projectGid);
				// Its rank in the column it left says nothing here.
				const kept = isRanked(section) && section === before?.snapshot.section;
				const rank = isRanked(section) ? (ranks.get(task.gid) ?? (kept ? undefined : null)) : null;
				return this.#details.complete(task, before, {
					topics: topics.get(task.gid) ?? noTopics,
					among: tasks,
					...(rank === undefined ? {} : { rank }),
				});
			}),
		);
		const isSeen = (gid: string): boolean => tasks.has(gid) || this.unreadable.has(gid);
		const gone = [...wanted.cards.keys()].filter((gid) => !isSeen(gid));
		return [
			...sightings,
			...gone.map((gid): Sighting => {
				const outside = fetched.get(gid);
				return { kind: 'gone', gid, ...(outside === undefined ? {} : { outside }) };
			}),
		];
	}

	/** Every card of the project, each once, in board order. */
	async readAll(): Promise<{ tasks: readonly BoardTask[]; gids: ReadonlySet<string> }> {
		const page = valueOf(await this.#reads.allTasks());
		this.#details.forget();
		this.unreadable.clear();
		for (const { gid, why } of page.unreadable) this.#noteUnreadable(gid, why);
		const second = page.unreadable.slice(0, maxSecondLooks).map(({ gid }) => gid);
		const again = await Promise.all([...second, ...page.stale].map((gid) => this.#fetchTask(gid)));
		// A card that was moved while pages were turned is on two of them.
		const tasks = new Map<string, BoardTask>();
		for (const task of [...page.tasks, ...again.filter((one) => one !== null)])
			if (isInProject(task, this.#projectGid)) tasks.set(task.gid, task);
		return { tasks: [...tasks.values()], gids: new Set([...tasks.keys(), ...this.unreadable.keys()]) };
	}

	/** The cards these stories are of: comments seen before are known, others are asked for. */
	async cardsOf(stories: readonly string[]): Promise<string[]> {
		const known = await this.#facts.findCardsOfStories(stories);
		const unknown = stories.filter((story) => !known.has(story)).slice(0, maxSecondLooks);
		const asked = await Promise.all(
			unknown.map(async (story) => {
				const answer = await this.#reads.cardOfStory(story);
				if (!answer.ok && answer.failure.kind === 'not-found') return null;
				return valueOf(answer);
			}),
		);
		return [...known.values(), ...asked.filter((gid) => gid !== null)];
	}

	async #fetchTasks(
		gids: readonly string[],
		since: number | null,
		found: Map<string, BoardTask>,
	): Promise<Map<string, BoardTask>> {
		const missing = gids.filter((gid) => !found.has(gid));
		if (missing.length >= pageFrom && since !== null) {
			const from = new Date(since - sinceMarginMs).toISOString();
			for (const task of valueOf(await this.#reads.tasksSince(from)).tasks) found.set(task.gid, task);
		}
		const tasks = await Promise.all(gids.map(async (gid) => found.get(gid) ?? this.#fetchTask(gid)));
		return new Map(tasks.filter((task) => task !== null).map((task) => [task.gid, task]));
	}

	/** The cards of the project that those which are not in it are, or were, steps of. */
	async #findParents(
		wanted: Iterable<string>,
		fetched: ReadonlyMap<string, BoardTask>,
		tasks: ReadonlyMap<string, BoardTask>,
	): Promise<BoardTask[]> {
		const lost = [...wanted].filter((gid) => !fetched.has(gid) && /^\w+$/.test(gid));
		const gids = new Set(await this.#facts.findCardsOfSteps(lost));
		for (const { gid, parentGid } of fetched.values())
			if (parentGid !== null && !tasks.has(gid)) gids.add(parentGid);
		const parents = await Promise.all([...gids].map(async (gid) => tasks.get(gid) ?? this.#fetchTask(gid)));
		return parents.filter((task) => task !== null && isInProject(task, this.#projectGid)) as BoardTask[];
	}

	async #fetchTask(gid: string): Promise<BoardTask | null> {
		const answer = await this.#reads.task(gid);
		if (answer.ok) {
			this.unreadable.delete(gid);
			return answer.value;
		}
		switch (answer.failure.kind) {
			case 'not-found':
				this.unreadable.delete(gid);
				return null;
			case 'unreadable':
				this.#noteUnreadable(gid, answer.failure.message);
				return null;
			default:
				throw new BoardTrouble(answer.failure);
		}
	}

	#noteUnreadable(gid: string, why: string): void {
		this.unreadable.set(gid, why);
		this.#log.warn({ cardGid: gid, why }, 'card cannot be read, leaving it alone');
	}
}
