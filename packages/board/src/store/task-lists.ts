import type { Bindable, Rows } from './database.ts';

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

/** The gids of a list of tasks in the board's order. */
export function listTasks(rows: Rows, list: TaskListOf, filter: TaskFilter): readonly string[] {
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
	const condition = conditions.map((text) => `AND ${text}`).join(' ');
	return rows.column(`SELECT t.gid ${sources[list.of].replace('FILTER', condition)}`, ...values);
}
