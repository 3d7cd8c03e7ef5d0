import type { CardDependency } from '@aegis/shared/domain';
import type { Logger } from '@aegis/shared/log';
import type { BoardReads } from '../asana/reads.ts';
import { BoardTrouble, valueOf } from '../asana/trouble.ts';
import type { BoardTask } from '../core/board-task.ts';
import { mayNeedComments } from '../core/compare-cards.ts';
import { isInProject, readComments, sectionOf } from '../core/read-card.ts';
import { loadCards, loadOwnStories, type MirroredCard } from '../store/mirror.ts';
import type { ProjectStore } from '../store/tables.ts';
import type { Sighting } from './sighting.ts';

/** From this many changed cards on, one page of what changed is asked for before single cards. */
const pageFrom = 2;
/** Cards changed shortly before the first event are asked for too: two clocks of one service need not agree. */
const sinceMarginMs = 5_000;

/** Reads cards with what their own record does not hold: comments, the state of what they depend on. */
export class CardReader {
	readonly #reads: BoardReads;
	readonly #store: ProjectStore;
	readonly #projectGid: string;
	readonly #log: Logger;
	/** Cards of other projects seen completed; they are looked at again after the next full reading. */
	readonly #completedElsewhere = new Set<string>();
	/** Cards that could not be read, and why. */
	readonly unreadable = new Map<string, string>();

	constructor(options: { reads: BoardReads; store: ProjectStore; projectGid: string; log: Logger }) {
		this.#reads = options.reads;
		this.#store = options.store;
		this.#projectGid = options.projectGid;
		this.#log = options.log;
	}

	/** Reads the named cards in few requests. One that is not in the project any more is `gone`. */
	async readCards(
		gids: readonly string[],
		hints: { readonly commented: ReadonlySet<string>; readonly since: string | null },
	): Promise<Sighting[]> {
		const tasks = await this.#fetchTasks(gids, hints.since);
		const known = await loadCards(this.#store.db, gids);
		const there = tasks.filter((task) => task !== null);
		const sightings = await Promise.all(
			there.map((task) =>
				this.complete(task, known.get(task.gid), { commented: hints.commented.has(task.gid) }),
			),
		);
		const seen = new Set([...there.map((task) => task.gid), ...this.unreadable.keys()]);
		return [
			...sightings,
			...gids.filter((gid) => !seen.has(gid)).map((gid): Sighting => ({ kind: 'gone', gid })),
		];
	}

	/** Every card of the project, in board order. */
	async readAll(): Promise<{ tasks: readonly BoardTask[]; gids: ReadonlySet<string> }> {
		const page = valueOf(await this.#reads.allTasks());
		this.#completedElsewhere.clear();
		this.unreadable.clear();
		for (const { gid, why } of page.unreadable) this.#noteUnreadable(gid, why);
		const tasks = page.tasks.filter((task) => isInProject(task, this.#projectGid));
		return { tasks, gids: new Set([...tasks.map((task) => task.gid), ...this.unreadable.keys()]) };
	}

	/** Adds to a card what must be asked for apart. `among` are cards read at the same time. */
	async complete(
		task: BoardTask,
		known: MirroredCard | undefined,
		hints: {
			readonly commented: boolean;
			readonly rank?: number;
			readonly among?: ReadonlyMap<string, BoardTask>;
		},
	): Promise<Sighting & { kind: 'there' }> {
		const wanted = mayNeedComments(sectionOf(task, this.#projectGid));
		const knownAt = hints.commented ? null : (known?.commentsAt ?? null);
		const [comments, dependencies] = await Promise.all([
			wanted && knownAt === null ? this.#readComments(task.gid) : null,
			this.#readDependencies(task, hints.among),
		]);
		return {
			kind: 'there',
			task,
			comments,
			commentsAt: comments === null ? knownAt : task.modifiedAt,
			dependencies,
			...(hints.rank === undefined ? {} : { rank: hints.rank }),
		};
	}

	async #fetchTasks(gids: readonly string[], since: string | null): Promise<(BoardTask | null)[]> {
		const found = new Map<string, BoardTask>();
		if (gids.length >= pageFrom && since !== null && !Number.isNaN(Date.parse(since))) {
			const from = new Date(Date.parse(since) - sinceMarginMs).toISOString();
			for (const task of valueOf(await this.#reads.tasksSince(from)).tasks) found.set(task.gid, task);
		}
		const tasks = await Promise.all(gids.map(async (gid) => found.get(gid) ?? this.#fetchTask(gid)));
		return tasks.map((task) => (task !== null && isInProject(task, this.#projectGid) ? task : null));
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

	async #readComments(gid: string): Promise<ReturnType<typeof readComments> | null> {
		const answer = await this.#reads.stories(gid);
		// Deleted between the two requests: an event will say so.
		if (!answer.ok && answer.failure.kind === 'not-found') return null;
		const own = await loadOwnStories(this.#store.db, gid);
		return readComments(valueOf(answer), (story) => own.has(story));
	}

	async #readDependencies(
		task: BoardTask,
		among: ReadonlyMap<string, BoardTask> | undefined,
	): Promise<CardDependency[]> {
		if (task.dependencies.length === 0) return [];
		const mirrored = await loadCards(
			this.#store.db,
			task.dependencies.map((dependency) => dependency.gid),
		);
		return Promise.all(
			task.dependencies.map(async ({ gid, completed }) => ({
				gid,
				completed:
					completed ??
					among?.get(gid)?.completed ??
					mirrored.get(gid)?.snapshot.completed ??
					(await this.#isCompletedElsewhere(gid)),
			})),
		);
	}

	async #isCompletedElsewhere(gid: string): Promise<boolean> {
		if (this.#completedElsewhere.has(gid)) return true;
		const answer = await this.#reads.task(gid);
		if (!answer.ok) {
			// A card we may not see cannot be called done.
			if (answer.failure.kind === 'not-found' || answer.failure.kind === 'rejected') return false;
			throw new BoardTrouble(answer.failure);
		}
		if (answer.value.completed) this.#completedElsewhere.add(gid);
		return answer.value.completed;
	}

	#noteUnreadable(gid: string, why: string): void {
		this.unreadable.set(gid, why);
		this.#log.warn({ cardGid: gid, why }, 'card cannot be read, leaving it alone');
	}
}
