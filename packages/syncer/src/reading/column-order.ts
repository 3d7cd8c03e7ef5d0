import type { BoardQuestions } from '../asana/board-calls.ts';
import { valueOf } from '../asana/trouble.ts';
import type { BoardTask } from '../core/board-task.ts';
import type { FieldMap } from '../core/field-map.ts';
import { isRanked, rankColumn } from '../core/rank-cards.ts';
import { columnOf } from '../core/read-card.ts';
import type { ProjectFacts } from '../store/project-facts.ts';

/** What the heads of some columns hold: the cards, and the ranks their order means. */
export interface ColumnHeads {
	readonly tasks: Map<string, BoardTask>;
	readonly ranks: Map<string, number>;
}

/** Ranks cards by their places. A drag within a column changes nothing else: only the order tells of it. */
export class ColumnOrder {
	readonly #reads: BoardQuestions;
	readonly #facts: ProjectFacts;
	readonly #projectGid: string;

	constructor(options: { reads: BoardQuestions; facts: ProjectFacts; projectGid: string }) {
		this.#reads = options.reads;
		this.#facts = options.facts;
		this.#projectGid = options.projectGid;
	}

	/** Reads the heads of columns into `heads`; cards further down keep their rank until the whole project is read. */
	async readHeads(columns: Iterable<string>, map: FieldMap, heads: ColumnHeads): Promise<void> {
		for (const column of columns) {
			const answer = await this.#reads.sectionTasks(column);
			// A column that was just deleted, and an event says so; or a board that cannot list one: all is read in time.
			if (!answer.ok && ['not-found', 'rejected'].includes(answer.failure.kind)) continue;
			const { tasks, more } = valueOf(answer);
			for (const task of tasks) if (!heads.tasks.has(task.gid)) heads.tasks.set(task.gid, task);
			for (const [gid, rank] of await this.#rank(tasks, column, map, more)) heads.ranks.set(gid, rank);
		}
	}

	/** Ranks all cards of the project, given in board order. */
	async rankAll(tasks: readonly BoardTask[], map: FieldMap): Promise<Map<string, number>> {
		const columns = Map.groupBy(tasks, (task) => columnOf(task, this.#projectGid));
		const ranks = new Map<string, number>();
		for (const [column, cards] of columns) {
			if (column === null || !isRanked(nameOf(column, map))) continue;
			for (const [gid, rank] of await this.#rank(cards, column, map)) ranks.set(gid, rank);
		}
		return ranks;
	}

	/** `more` says that the column goes on after the given cards. */
	async #rank(
		tasks: readonly BoardTask[],
		column: string,
		map: FieldMap,
		more = false,
	): Promise<Map<string, number>> {
		const index = map.columns.findIndex(({ gid }) => gid === column);
		const known = await this.#facts.loadCards(tasks.map((task) => task.gid));
		const order = tasks.map(({ gid }) => ({ gid, rank: known.get(gid)?.snapshot.rank ?? null }));
		return rankColumn(order, index === -1 ? map.columns.length : index, more);
	}
}

export function nameOf(column: string, map: FieldMap): string | null {
	return map.columns.find(({ gid }) => gid === column)?.name ?? null;
}
