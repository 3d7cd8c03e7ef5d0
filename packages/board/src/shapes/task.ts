import { fieldValuesOf } from './custom-field-value.ts';
import { likeFields } from './likes.ts';
import { columns, flags, Ref, ref, refs, remember } from './shape.ts';
import type { Shape, Value, View } from './shape.ts';

export interface TaskRow {
	readonly gid: string;
	readonly workspace: string;
	readonly name: string;
	readonly notes: string;
	readonly html_notes: string;
	readonly resource_subtype: string;
	readonly approval_status: string | null;
	readonly completed: number;
	readonly completed_at: string | null;
	readonly completed_by: string | null;
	readonly assignee: string | null;
	readonly assigned_by: string | null;
	readonly assignee_status: string;
	readonly created_by: string;
	readonly created_at: string;
	readonly modified_at: string;
	readonly due_at: string | null;
	readonly due_on: string | null;
	readonly start_at: string | null;
	readonly start_on: string | null;
	readonly parent: string | null;
	readonly parent_position: number | null;
}

interface Home {
	readonly project: string;
	readonly section: string;
}

export const task: Shape<TaskRow> = {
	table: 'tasks',
	compact: ['gid', 'resource_type', 'name', 'resource_subtype'],
	full: [
		'gid',
		'resource_type',
		'name',
		'resource_subtype',
		'approval_status',
		'actual_time_minutes',
		'assignee',
		'assignee_status',
		'completed',
		'completed_at',
		'created_at',
		'custom_fields',
		'due_at',
		'due_on',
		'followers',
		'hearted',
		'hearts',
		'liked',
		'likes',
		'memberships',
		'modified_at',
		'notes',
		'num_hearts',
		'num_likes',
		'parent',
		'permalink_url',
		'projects',
		'start_at',
		'start_on',
		'tags',
		'workspace',
	],
	fields: {
		...columns<TaskRow>(
			'gid',
			'name',
			'notes',
			'html_notes',
			'resource_subtype',
			'completed_at',
			'assignee_status',
			'created_at',
			'modified_at',
			'due_at',
			'due_on',
			'start_at',
			'start_on',
		),
		...flags<TaskRow>('completed'),
		resource_type: () => 'task',
		approval_status: (row) => row.approval_status ?? undefined,
		actual_time_minutes: () => null,
		assignee: (row) => ref('user', row.assignee),
		assigned_by: (row) => ref('user', row.assigned_by),
		assignee_section: () => null,
		completed_by: (row) => ref('user', row.completed_by),
		created_by: (row) => ref('user', row.created_by),
		custom_fields: (row, view) =>
			fieldValuesOf(
				view,
				row.gid,
				homesOf(view, row.gid).map((home) => home.project),
			),
		dependencies: (row, view) =>
			bareTasks(view, 'SELECT depends_on FROM dependencies WHERE task = ?', row.gid),
		dependents: (row, view) => bareTasks(view, 'SELECT task FROM dependencies WHERE depends_on = ?', row.gid),
		followers: (row, view) =>
			refs('user', view.store.rows.column('SELECT user FROM followers WHERE parent = ?', row.gid)),
		is_rendered_as_separator: () => false,
		...likeFields,
		memberships: (row, view) =>
			homesOf(view, row.gid).map((home) => ({
				project: new Ref('project', home.project),
				section: new Ref('section', home.section),
			})),
		num_subtasks: (row, view) =>
			view.store.rows.one<{ n: number }>('SELECT count(*) AS n FROM tasks WHERE parent = ?', row.gid)?.n ?? 0,
		parent: (row) => ref('task', row.parent),
		permalink_url: (row, view) =>
			`${view.store.address}/?project=${homesOf(view, row.gid)[0]?.project ?? ''}&card=${row.gid}`,
		projects: (row, view) =>
			refs(
				'project',
				homesOf(view, row.gid).map((home) => home.project),
			),
		tags: (row, view) =>
			refs('tag', view.store.rows.column('SELECT tag FROM task_tags WHERE task = ?', row.gid)),
		workspace: (row) => ref('workspace', row.workspace),
		external: () => undefined,
		custom_type: () => null,
		custom_type_status_option: () => null,
	},
};

/** The projects a task is in, each with its section there. */
function homesOf(view: View, task: string): readonly Home[] {
	return remember(view, `homes ${task}`, () =>
		view.store.rows.all<Home>('SELECT project, section FROM task_projects WHERE task = ?', task),
	);
}

function bareTasks(view: View, sql: string, task: string): Value {
	return view.store.rows.column(sql, task).map((gid) => ({ gid, resource_type: 'task' }));
}
