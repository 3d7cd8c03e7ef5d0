import { saysTheSame } from '@aegis/syncer/core/compare-cards';
import { waitForGap } from '@aegis/syncer/core/wait-for-gap';
import type { BoardWrite, Cursor, MirroredCard, ProjectEdit, ProjectFacts } from '@aegis/syncer/shell';
import { MemoryJournal } from './memory-journal.ts';
import { openMemoryStore, type Disk, type StoreHooks } from './memory-store.ts';
import { Table, UndoLog } from './undo-log.ts';

type Kept = BoardWrite & { readonly at: number };
type Move = { readonly cardGid: string; readonly section: string; readonly at: number };

/** What a syncer keeps of its project, in memory: outlives every syncer that opens it. `testProjectFacts` is its contract. */
export class ProjectDisk implements Disk<ProjectEdit> {
	readonly log = new UndoLog();
	readonly journal = new MemoryJournal<ProjectEdit>(this.log);
	readonly tx: ProjectEdit;
	generation = 0;
	readonly #cards = new Table<MirroredCard & { readonly gid: string }>(this.log);
	readonly #stories = new Table<{ readonly gid: string; readonly cardGid: string; readonly own: boolean }>(
		this.log,
	);
	readonly #applied = new Table<number>(this.log);
	readonly #writes = new Table<Kept>(this.log);
	readonly #moves = new Table<Move>(this.log);
	readonly #cursor = new Table<Cursor>(this.log);
	#moveCount = 0;

	constructor() {
		this.tx = this.#makeEdit();
	}

	/** Commands that wait. */
	get waiting(): number {
		return this.#writes.size;
	}

	/** How far the board's events were followed. */
	get sync(): string | null {
		return this.#cursor.get('')?.sync ?? null;
	}

	open(hooks: StoreHooks) {
		const store = openMemoryStore<ProjectEdit>(this, hooks);
		const { tx } = this;
		const facts: ProjectFacts = {
			loadCards: (gids) => store.read(() => tx.loadCards(gids)),
			loadCardGids: () => store.read(() => tx.loadCardGids()),
			findCardsOfStories: (stories) => store.read(() => tx.findCardsOfStories(stories)),
			findCardsWithAttachments: () => store.read(() => tx.findCardsWithAttachments()),
			findCardsOfSteps: (steps) => store.read(() => tx.findCardsOfSteps(steps)),
			loadOwnStories: (cardGid) => store.read(() => tx.loadOwnStories(cardGid)),
			loadAppliedSeq: (cardGid) => store.read(() => tx.loadAppliedSeq(cardGid)),
			loadCursor: () => store.read(() => tx.loadCursor()),
			listWrites: () => store.read(() => tx.listWrites()),
			nextWrites: (cardGid, now) => store.read(() => tx.nextWrites(cardGid, now)),
			isSettled: () => store.read(() => tx.isSettled()),
		};
		return { store, facts };
	}

	#appliedTo(cardGid: string): number {
		return this.#applied.get(cardGid) ?? 0;
	}

	#writesOf(cardGid: string): Kept[] {
		return this.#writes.filter((write) => write.cardGid === cardGid).toSorted((a, b) => a.seq - b.seq);
	}

	#makeFacts(): ProjectFacts {
		return {
			loadCards: async (gids) =>
				new Map(
					gids.flatMap((gid) => (this.#cards.has(gid) ? [[gid, this.#cards.get(gid) as MirroredCard]] : [])),
				),
			loadCardGids: async () => [...this.#cards.values()].map(({ gid }) => gid),
			findCardsOfStories: async (stories) =>
				new Map(
					stories.flatMap((gid) => {
						const story = this.#stories.get(gid);
						return story === undefined ? [] : [[gid, story.cardGid]];
					}),
				),
			findCardsWithAttachments: async () =>
				this.#cards.filter(({ snapshot }) => snapshot.attachments.length > 0).map(({ gid }) => gid),
			findCardsOfSteps: async (steps) =>
				this.#cards
					.filter(({ snapshot }) => snapshot.subtasks.some((step) => steps.includes(step.gid)))
					.map(({ gid }) => gid),
			loadOwnStories: async (cardGid) =>
				new Set(
					this.#stories.filter((story) => story.own && story.cardGid === cardGid).map(({ gid }) => gid),
				),
			loadAppliedSeq: async (cardGid) => this.#appliedTo(cardGid),
			loadCursor: async () => this.#cursor.get('') ?? { sync: null, crawledAt: 0 },
			listWrites: async () =>
				[...this.#writes.values()]
					.toSorted((a, b) => a.at - b.at || a.seq - b.seq)
					.map(({ cardGid, seq }) => ({ cardGid, seq })),
			nextWrites: async (cardGid, now) => {
				const [first, ...others] = this.#writesOf(cardGid);
				if (first === undefined) return null;
				const waitMs = waitForGap(first, this.#appliedTo(cardGid), now);
				return waitMs > 0 ? { kind: 'gap', waitMs } : { kind: 'writes', writes: [first, ...others] };
			},
			// This store is the project's only one.
			isSettled: async () => true,
		};
	}

	#makeEdit(): ProjectEdit {
		return {
			...this.#makeFacts(),
			saveCard: async (known, next) => {
				const { snapshot } = next;
				this.#cards.set(snapshot.gid, { ...next, gid: snapshot.gid });
				for (const { gid, own } of snapshot.comments)
					if (!this.#stories.has(gid)) this.#stories.set(gid, { gid, cardGid: snapshot.gid, own });
				return !saysTheSame(known?.snapshot ?? null, snapshot);
			},
			forgetCard: async (gid) => {
				if (!this.#cards.has(gid)) return false;
				this.#cards.delete(gid);
				return true;
			},
			saveCursor: async (change) => {
				const before = this.#cursor.get('') ?? { sync: null, crawledAt: 0 };
				this.#cursor.set('', { ...before, ...change });
			},
			addWrite: async (write, at) => {
				const key = `${write.cardGid}/${write.seq}`;
				if (!this.#writes.has(key)) this.#writes.set(key, { ...write, at });
			},
			finishWrite: async (write, { outcome, at }) => {
				const { cardGid, seq, change } = write;
				if (change.section !== undefined && outcome !== 'refused')
					this.#moves.set(`${++this.#moveCount}`, { cardGid, section: change.section, at });
				for (const kept of this.#writesOf(cardGid))
					if (kept.seq <= seq) this.#writes.delete(`${cardGid}/${kept.seq}`);
				this.#applied.set(cardGid, Math.max(seq, this.#appliedTo(cardGid)));
			},
			loadOwnMoves: async (cardGid) =>
				this.#moves
					.filter((move) => move.cardGid === cardGid)
					.toSorted((a, b) => a.at - b.at)
					.map(({ section, at }) => ({ section, at })),
			forgetOwnMoves: async (cardGid, seen) => {
				for (const { section, at } of seen)
					for (const [key, move] of this.#moves.entries())
						if (move.cardGid === cardGid && move.section === section && move.at === at)
							this.#moves.delete(key);
			},
			settle: async () => {},
		};
	}
}
