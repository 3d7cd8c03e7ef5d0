import type { Bindable } from '../rows/database.ts';
import type { Store } from '../data/store.ts';

/** Which tasks a list leaves out: those completed before a time, those not modified since a time. */
export interface TaskFilter {
	/** ISO time, or `now` for incomplete tasks only. */
	readonly completedSince?: string;
	readonly modifiedSince?: string;
}

export type TaskListOf =
	| { readonly of: 'project' | 'section' | 'tag'; readonly gid: string }
	| { readonly of: 'assignee'; readonly gid: string };

const sources: Readonly<Record<TaskListOf['of'], string>> = {
	project: `FROM sections s CROSS JOIN task_projects p ON p.section = s.gid CROSS JOIN tasks t ON t.gid = p.task
		WHERE s.project = ? FILTER ORDER BY s.position, p.position`,
	section: `FROM task_projects p CROSS JOIN tasks t ON t.gid = p.task WHERE p.section = ? FILTER ORDER BY p.position`,
	tag: `FROM task_tags g CROSS JOIN tasks t ON t.gid = g.task WHERE g.tag = ? FILTER ORDER BY t.gid`,
	assignee: `FROM tasks t WHERE t.assignee = ? FILTER ORDER BY t.gid`,
};

/** A project's recently changed tasks, found by when they changed: few, whatever the size of the project. */
const recentInProject = `FROM tasks t CROSS JOIN task_projects p ON p.task = t.gid AND p.project = ? CROSS JOIN sections s ON s.gid = p.section
	WHERE true FILTER ORDER BY s.position, p.position`;

/** How many lists are remembered while nothing changes: enough for one reader per project to page through. */
const remembered = 4;

/** Reads lists of tasks, and keeps the latest while nothing changes: every page needs the whole list. */
export class TaskLists {
	readonly #store: Store;
	readonly #lists = new Map<string, readonly string[]>();
	#revision = -1;

	constructor(store: Store) {
		this.#store = store;
	}

	/** The gids of a list of tasks in the board's order. */
	read(list: TaskListOf, filter: TaskFilter): readonly string[] {
		if (this.#revision !== this.#store.revision) this.#lists.clear();
		this.#revision = this.#store.revision;
		const key = JSON.stringify([list, filter]);
		const known = this.#lists.get(key);
		if (known) return known;
		const gids = this.#query(list, filter);
		const oldest = this.#lists.keys().next().value;
		if (this.#lists.size >= remembered && oldest !== undefined) this.#lists.delete(oldest);
		this.#lists.set(key, gids);
		return gids;
	}

	#query(list: TaskListOf, filter: TaskFilter): readonly string[] {
		const conditions: string[] = [];
		const values: Bindable[] = [list.gid];
		if (filter.completedSince === 'now') conditions.push('t.completed = 0');
		else if (filter.completedSince !== undefined) {
			conditions.push('(t.completed = 0 OR t.completed_at >= ?)');
			values.push(filter.completedSince);
		}
		if (filter.modifiedSince !== undefined) {
			conditions.push('t.modified_at >= ?');
			values.push(filter.modifiedSince);
		}
		const recent = list.of === 'project' && filter.modifiedSince !== undefined;
		const source = recent ? recentInProject : sources[list.of];
		const condition = conditions.map((text) => `AND ${text}`).join(' ');
		return this.#store.rows.column(`SELECT t.gid ${source.replace('FILTER', condition)}`, ...values);
	}
}
