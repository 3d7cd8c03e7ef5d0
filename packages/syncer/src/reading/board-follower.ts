import type { Clock } from '@aegis/shared/clock';
import type { Logger } from '@aegis/shared/log';
import { collapseEvents, type Topic } from '../core/collapse-events.ts';
import { isSameMap } from '../core/field-map.ts';
import type { BoardQuestions } from '../asana/board-calls.ts';
import { BoardTrouble } from '../asana/trouble.ts';
import { tellMaster } from '../store/mirror.ts';
import type { Observations } from '../store/observations.ts';
import type { ProjectEdit, ProjectFacts } from '../store/project-facts.ts';
import type { CardDetails } from './card-details.ts';
import { allTopics, type CardReader, type Wanted } from './card-reader.ts';
import type { ColumnOrder } from './column-order.ts';
import { Doubts } from './doubts.ts';
import { drainEvents } from './drain-events.ts';
import type { Recorder } from './recorder.ts';
import type { ProjectSchema, SchemaCache } from './schema-cache.ts';
import type { Sighting } from './sighting.ts';

/** Polls between two looks at the cards of other projects that cards of this one wait for. */
const elsewhereEvery = 10;
/** Cards of other projects asked for at one look; the others wait for the next full reading. */
const maxElsewhere = 20;

/**
 * Follows one project: events say which cards to look at, the cards say what is so.
 *
 * Invariants:
 * F1 the events token is saved only together with the effects of the events before it;
 * F2 a full reading begins after its events token was taken, so nothing falls between the two;
 * F3 a card is gone only when the board says so of that very card, never because a list did not name it.
 */
export class BoardFollower {
	readonly #reads: BoardQuestions;
	readonly #facts: ProjectFacts;
	readonly #schema: SchemaCache;
	readonly #cards: CardReader;
	readonly #details: CardDetails;
	readonly #order: ColumnOrder;
	readonly #recorder: Recorder;
	readonly #observations: Observations;
	readonly #projectGid: string;
	readonly #clock: Clock;
	readonly #log: Logger;
	readonly #reconcileMs: () => number;
	/** The newest token; the saved one may be older, since an idle poll has no effects to save it with. */
	#sync: string | null = null;
	#dueInMs: number;
	#changedAt = 0;
	readonly #doubts: Doubts;
	#polls = 0;
	/** The project was not found, and its cards were asked for one by one since. */
	#missed = false;
	/** Why a full reading must come before events are followed again. */
	#owed: string | null = null;

	constructor(options: {
		reads: BoardQuestions;
		facts: ProjectFacts;
		schema: SchemaCache;
		cards: CardReader;
		details: CardDetails;
		order: ColumnOrder;
		recorder: Recorder;
		observations: Observations;
		projectGid: string;
		clock: Clock;
		log: Logger;
		/** Milliseconds between full readings, drawn anew for each. */
		reconcileMs: () => number;
	}) {
		this.#reads = options.reads;
		this.#facts = options.facts;
		this.#schema = options.schema;
		this.#cards = options.cards;
		this.#details = options.details;
		this.#order = options.order;
		this.#recorder = options.recorder;
		this.#observations = options.observations;
		this.#projectGid = options.projectGid;
		this.#log = options.log;
		this.#clock = options.clock;
		this.#doubts = new Doubts(options.projectGid, options.clock);
		this.#reconcileMs = options.reconcileMs;
		this.#dueInMs = options.reconcileMs();
	}

	/** Brings the mirror up to the board as it is now. Throws BoardTrouble; what was recorded until then stands. */
	async poll(): Promise<void> {
		try {
			await this.#readNews();
			this.#missed = false;
		} catch (error) {
			if (!(error instanceof BoardTrouble) || error.failure.kind !== 'not-found') throw error;
			if (!this.#missed) await this.#lookForCards();
			this.#missed = true;
			const message = `the project ${this.#projectGid} is not on the board any more, or this account may not see it`;
			throw new BoardTrouble({ kind: 'not-found', message });
		}
	}

	async #readNews(): Promise<void> {
		await this.#checkSchema(() => this.#schema.getWhole());
		const cursor = await this.#facts.loadCursor();
		this.#sync ??= cursor.sync;
		if (this.#sync === null) {
			this.#owed = 'no events token';
			await this.#takeToken();
		}
		if (this.#owed !== null || this.#sync === null) return this.#crawl(this.#owed ?? 'no events token');
		if (cursor.crawledAt === 0) return this.#crawl('asked for');
		// The wall clock may jump either way: that costs one reading too many at most.
		if (Math.abs(this.#clock.wall() - cursor.crawledAt) > this.#dueInMs) return this.#crawl('due');
		await this.#follow(this.#sync);
		this.#polls++;
		if (this.#polls % elsewhereEvery === 0 && this.#owed === null) await this.#lookElsewhere(this.#sync);
	}

	/** Cards of other projects that ours wait for send no events here: they are asked for, now and then. */
	async #lookElsewhere(sync: string): Promise<void> {
		if (this.#polls === elsewhereEvery) await this.#details.recallElsewhere();
		const cards = new Map<string, ReadonlySet<Topic>>();
		for (const { gid, dependents } of this.#details.awaited().slice(0, maxElsewhere)) {
			if (!(await this.#details.isCompletedElsewhere(gid))) continue;
			for (const dependent of dependents) cards.set(dependent, new Set());
		}
		if (cards.size > 0) await this.#look({ cards }, sync);
	}

	/** The project is gone: its cards may be too, and then their work must stop. Each is asked for itself (F3). */
	async #lookForCards(): Promise<void> {
		const { known } = this.#schema;
		const gids = await this.#facts.loadCardGids();
		if (known === null || gids.length === 0) return;
		const begun = this.#observations.begin();
		const sightings = await this.#cards.readCards(everythingOf(gids), known.map);
		const none = async (): Promise<[]> => [];
		await this.#recorder.record(begun, sightings, { map: known.map, tellAll: false, last: none });
	}

	/** When something last happened on the board, on the monotonic clock. */
	get changedAt(): number {
		return this.#changedAt;
	}

	/** The newest token all of whose effects are recorded, or null. */
	get settledToken(): string | null {
		return this.#owed === null ? this.#sync : null;
	}

	async #follow(from: string): Promise<void> {
		const drained = await drainEvents(this.#reads, from);
		if (drained.kind === 'expired') {
			this.#owed = 'events token expired';
			this.#sync = drained.sync;
			if (this.#sync === null) await this.#takeToken();
			return this.#crawl(this.#owed);
		}
		const { events, sync } = drained;
		const earlier = this.#doubts.due();
		if (events.length === 0 && earlier.size === 0) {
			this.#sync = sync;
			this.#log.debug('nothing new on the board');
			return;
		}
		if (events.length > 0) this.#changedAt = this.#clock.monotonic();
		const changes = collapseEvents(events);
		this.#log.debug(
			{ events: events.length, cards: changes.cards.size, again: earlier.size },
			'board changed',
		);
		if (changes.sections) this.#owed = 'sections changed';
		if (changes.settings) await this.#checkSchema(() => this.#schema.reload());
		if (this.#owed !== null) {
			// Every card may now read differently; the token goes with the reading.
			this.#sync = sync;
			return this.#crawl(this.#owed);
		}
		const cards = new Map<string, ReadonlySet<Topic>>(changes.cards);
		const add = (gid: string, topics: Iterable<Topic>): void => {
			cards.set(gid, new Set([...(cards.get(gid) ?? []), ...topics]));
		};
		for (const gid of await this.#cards.cardsOf(changes.stories)) add(gid, ['comments', 'moves', 'choices']);
		if (changes.attachments)
			for (const gid of await this.#facts.findCardsWithAttachments()) add(gid, ['attachments']);
		for (const [gid, { topics }] of earlier) add(gid, topics);
		const sightings = await this.#look({ cards, placedIn: changes.placedIn, since: changes.since }, sync);
		this.#doubts.judge(sightings, { changes, earlier });
		this.#sync = sync;
	}

	/** Cards were read by the columns and fields known until now: others mean reading all of them again. */
	async #checkSchema(load: () => Promise<ProjectSchema>): Promise<void> {
		const before = this.#schema.known;
		const after = await load();
		if (before !== null && !isSameMap(before.map, after.map)) this.#owed ??= 'fields changed';
	}

	/** Reads cards until what was read could be recorded, and saves the token with it. */
	async #look(wanted: Wanted, sync: string): Promise<Sighting[]> {
		const { map } = await this.#schema.get();
		const all: Sighting[] = [];
		let left: Wanted = wanted;
		do {
			const begun = this.#observations.begin();
			const sightings = left.cards.size === 0 ? [] : await this.#cards.readCards(left, map);
			const stale = await this.#recorder.record(begun, sightings, {
				map,
				tellAll: false,
				last: async (tx) => (await tx.saveCursor({ sync }), []),
			});
			all.push(...sightings);
			left = { cards: new Map(stale.map((gid) => [gid, wanted.cards.get(gid) ?? new Set()])) };
		} while (left.cards.size > 0);
		return all;
	}

	/** Reads the whole project. Everything is told again where the cursor says that all was lost. */
	async #crawl(why: string): Promise<void> {
		const startedAt = this.#clock.monotonic();
		const tellAll = (await this.#facts.loadCursor()).crawledAt === 0;
		const { map } = await this.#schema.reload();
		const begun = this.#observations.begin();
		const { tasks, gids } = await this.#cards.readAll();
		const known = await this.#facts.loadCards(await this.#facts.loadCardGids());
		const among = new Map(tasks.map((task) => [task.gid, task]));
		const ranks = await this.#order.rankAll(tasks, map);
		const sightings = await Promise.all(
			tasks.map((task) => {
				const before = known.get(task.gid);
				// A story changes the card's time of modification: what is unchanged has no new one.
				const topics = before?.commentsAt === task.modifiedAt ? steps : allTopics;
				return this.#details.complete(task, before, {
					topics,
					rank: ranks.get(task.gid) ?? null,
					among,
				});
			}),
		);
		const missing = [...known.keys()].filter((gid) => !gids.has(gid));
		const looked = await this.#cards.readCards(everythingOf(missing), map);
		const there = new Set([...gids, ...looked.filter((s) => s.kind === 'there').map((s) => s.task.gid)]);
		const sync = this.#sync;
		const finish = {
			map,
			tellAll,
			last: async (tx: ProjectEdit) => {
				await tx.saveCursor({ ...(sync === null ? {} : { sync }), crawledAt: this.#clock.wall() });
				return [tellMaster({ type: 'project.synced', projectGid: this.#projectGid, cardGids: [...there] })];
			},
		};
		let stale = await this.#recorder.record(begun, [...sightings, ...looked], finish);
		while (stale.length > 0) {
			const again = this.#observations.begin();
			const reread = await this.#cards.readCards(everythingOf(stale), map);
			for (const sighting of reread) if (sighting.kind === 'gone') there.delete(sighting.gid);
			stale = await this.#recorder.record(again, reread, finish);
		}
		this.#owed = null;
		this.#dueInMs = this.#reconcileMs();
		const durationMs = Math.round(this.#clock.monotonic() - startedAt);
		this.#log.info({ why, cards: there.size, durationMs }, 'project read');
	}

	async #takeToken(): Promise<void> {
		const answer = await this.#reads.events(null);
		if (answer.ok && answer.value.sync === null)
			throw new BoardTrouble({ kind: 'unavailable', message: 'it gave no events token' });
		if (answer.ok) this.#sync = answer.value.sync;
		else if (answer.failure.kind === 'sync-expired') this.#sync = answer.failure.sync;
		else throw new BoardTrouble(answer.failure);
	}
}

/** A step can be renamed without its card showing it. */
const steps: ReadonlySet<Topic> = new Set(['subtasks']);

function everythingOf(gids: readonly string[]): Wanted {
	return { cards: new Map(gids.map((gid) => [gid, allTopics])) };
}
