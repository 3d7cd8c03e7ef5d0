import { parseLimit } from '../../core/paging.ts';
import { badRequest, missingInput } from '../../core/errors.ts';
import { readBoolean, readString, readStrings, readTime } from '../../core/input.ts';
import type { Bindable } from '../../store/rows/database.ts';
import { findInPath, findUser } from '../../store/rows/lookup.ts';
import { param, wholeList } from '../call.ts';
import type { Answer, Call, Route } from '../call.ts';
import { notFree } from '../plan.ts';
import { pathProject } from '../projects/projects.ts';

/** What typeahead looks in, by the type asked for. */
const typeaheadTables: Readonly<Record<string, string>> = {
	custom_field: 'custom_fields',
	portfolio: 'portfolios',
	project: 'projects',
	tag: 'tags',
	task: 'tasks',
	team: 'teams',
	user: 'users',
};

export const searchRoutes: readonly Route[] = [
	{
		method: 'GET',
		path: '/workspaces/:workspace_gid/tasks/search',
		paid: notFree.search,
		handle: searchTasks,
	},
	{
		method: 'GET',
		path: '/workspaces/:workspace_gid/projects/search',
		paid: notFree.search,
		handle: searchProjects,
	},
	{ method: 'GET', path: '/workspaces/:workspace_gid/typeahead', handle: typeahead },
	{ method: 'GET', path: '/projects/:project_gid/task_counts', handle: countTasks },
];

interface Condition {
	readonly sql: string;
	readonly values: readonly Bindable[];
}

function searchTasks(call: Call): Answer {
	const { query } = call;
	const conditions: Condition[] = [
		{ sql: 't.workspace = ?', values: [findInPath(call.store, 'workspace', param(call, 'workspace_gid'))] },
	];
	const add = (sql: string, ...values: readonly Bindable[]): void => {
		conditions.push({ sql, values });
	};
	const text = readString(query, 'text');
	if (text !== undefined)
		add(`(t.name LIKE ? ESCAPE '\\' OR t.notes LIKE ? ESCAPE '\\')`, like(text), like(text));
	const completed = readBoolean(query, 'completed');
	if (completed !== undefined) add('t.completed = ?', Number(completed));
	const subtask = readBoolean(query, 'is_subtask');
	if (subtask !== undefined) add(`t.parent IS ${subtask ? 'NOT ' : ''}NULL`);
	const assignees = readStrings(query, 'assignee.any')?.map((user) =>
		findUser(call.store, call.user, 'assignee.any', user),
	);
	if (assignees) add(`t.assignee IN (${marks(assignees)})`, ...assignees);
	for (const [name, column] of [
		['projects.any', 'project'],
		['sections.any', 'section'],
	] as const) {
		const gids = readStrings(query, name);
		if (gids)
			add(
				`EXISTS (SELECT 1 FROM task_projects p WHERE p.task = t.gid AND p.${column} IN (${marks(gids)}))`,
				...gids,
			);
	}
	const tags = readStrings(query, 'tags.any');
	if (tags)
		add(`EXISTS (SELECT 1 FROM task_tags g WHERE g.task = t.gid AND g.tag IN (${marks(tags)}))`, ...tags);
	for (const column of ['modified_at', 'created_at', 'completed_at', 'due_on']) {
		const after =
			column === 'due_on' ? readString(query, 'due_on.after') : readTime(query, `${column}.after`);
		const before =
			column === 'due_on' ? readString(query, 'due_on.before') : readTime(query, `${column}.before`);
		if (after != null) add(`t.${column} > ?`, after);
		if (before != null) add(`t.${column} < ?`, before);
	}
	const sort = readString(query, 'sort_by') ?? 'modified_at';
	if (!['due_date', 'created_at', 'completed_at', 'likes', 'modified_at'].includes(sort))
		throw badRequest('sort_by: Unknown value');
	const column = sort === 'due_date' ? 'due_on' : sort === 'likes' ? 'gid' : sort;
	const direction = readBoolean(query, 'sort_ascending') === true ? 'ASC' : 'DESC';
	const gids = call.store.rows.column(
		`SELECT t.gid FROM tasks t WHERE ${conditions.map(({ sql }) => sql).join(' AND ')} ORDER BY t.${column} ${direction}, t.gid LIMIT ?`,
		...conditions.flatMap(({ values }) => values),
		parseLimit(query['limit']) ?? 100,
	);
	return wholeList('task', gids);
}

function searchProjects(call: Call): Answer {
	const workspace = findInPath(call.store, 'workspace', param(call, 'workspace_gid'));
	const text = like(readString(call.query, 'text') ?? '');
	const sql = `SELECT gid FROM projects WHERE workspace = ? AND name LIKE ? ESCAPE '\\' ORDER BY modified_at DESC LIMIT 100`;
	return wholeList('project', call.store.rows.column(sql, workspace, text));
}

function typeahead(call: Call): Answer {
	findInPath(call.store, 'workspace', param(call, 'workspace_gid'));
	const type = readString(call.query, 'resource_type') ?? readString(call.query, 'type');
	if (type === undefined) throw missingInput('resource_type');
	const table = typeaheadTables[type];
	if (table === undefined) return wholeList('project', []);
	const count = Number(readString(call.query, 'count') ?? '20');
	if (!Number.isInteger(count) || count < 1 || count > 100)
		throw badRequest('count: Must be between 1 and 100');
	const sql = `SELECT gid FROM ${table} WHERE name LIKE ? ESCAPE '\\' ORDER BY length(name), gid LIMIT ?`;
	return wholeList(type, call.store.rows.column(sql, like(readString(call.query, 'query') ?? ''), count));
}

/** Counts only what is asked for: without `opt_fields` the answer is empty, as in Asana. */
function countTasks(call: Call): Answer {
	const row = call.store.rows.one<Record<string, number>>(
		`SELECT count(*) AS num_tasks, count(*) FILTER (WHERE completed = 0) AS num_incomplete_tasks,
			count(*) FILTER (WHERE completed = 1) AS num_completed_tasks,
			count(*) FILTER (WHERE resource_subtype = 'milestone') AS num_milestones,
			count(*) FILTER (WHERE resource_subtype = 'milestone' AND completed = 0) AS num_incomplete_milestones,
			count(*) FILTER (WHERE resource_subtype = 'milestone' AND completed = 1) AS num_completed_milestones
		FROM task_projects p JOIN tasks t ON t.gid = p.task WHERE p.project = ?`,
		pathProject(call),
	);
	const wanted = Object.entries(row ?? {}).filter(([name]) => call.fields?.has(name) ?? false);
	return { kind: 'raw', body: { data: Object.fromEntries(wanted) } };
}

function like(text: string): string {
	return `%${text.replaceAll(/[\\%_]/g, '\\$&')}%`;
}

function marks(values: readonly unknown[]): string {
	return values.map(() => '?').join(', ');
}
