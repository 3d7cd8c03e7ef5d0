import type { Rows } from '../rows/database.ts';

/** Deeper nesting than Asana's own limit on subtasks would be a loop. */
const deepest = 10;

/** The streams that carry a task's events: its own, its projects', and those of the tasks it is a subtask of. */
export function scopesOfTask(rows: Rows, task: string): Set<string> {
	const scopes = new Set<string>();
	let current: string | null = task;
	for (let depth = 0; current !== null && depth <= deepest; depth++) {
		scopes.add(current);
		for (const project of rows.column('SELECT project FROM task_projects WHERE task = ?', current)) {
			scopes.add(project);
		}
		current =
			rows.one<{ parent: string | null }>('SELECT parent FROM tasks WHERE gid = ?', current)?.parent ?? null;
	}
	return scopes;
}

/** Those of the scopes that are projects. */
export function projectsAround(rows: Rows, scopes: ReadonlySet<string>): readonly string[] {
	return [...scopes].filter(
		(scope) =>
			rows.one<{ type: string }>('SELECT type FROM resources WHERE gid = ?', scope)?.type === 'project',
	);
}
