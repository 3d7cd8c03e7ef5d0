import { columns, flags, ref, refs } from './shape.ts';
import type { Shape, Value, View } from './shape.ts';

interface ProjectRow {
	readonly gid: string;
	readonly workspace: string;
	readonly team: string | null;
	readonly name: string;
	readonly notes: string;
	readonly html_notes: string;
	readonly color: string | null;
	readonly icon: string | null;
	readonly archived: number;
	readonly completed: number;
	readonly completed_at: string | null;
	readonly completed_by: string | null;
	readonly created_at: string;
	readonly modified_at: string;
	readonly default_view: string;
	readonly privacy_setting: string;
	readonly default_access_level: string;
	readonly due_on: string | null;
	readonly start_on: string | null;
	readonly owner: string | null;
}

export const project: Shape<ProjectRow> = {
	table: 'projects',
	compact: ['gid', 'resource_type', 'name'],
	full: [
		'gid',
		'resource_type',
		'name',
		'archived',
		'color',
		'icon',
		'completed',
		'completed_at',
		'completed_by',
		'created_at',
		'current_status',
		'current_status_update',
		'custom_field_settings',
		'custom_fields',
		'default_access_level',
		'default_view',
		'due_date',
		'due_on',
		'followers',
		'members',
		'minimum_access_level_for_customization',
		'minimum_access_level_for_sharing',
		'modified_at',
		'notes',
		'owner',
		'permalink_url',
		'privacy_setting',
		'public',
		'start_on',
		'team',
		'workspace',
	],
	fields: {
		...columns<ProjectRow>(
			'gid',
			'name',
			'notes',
			'html_notes',
			'color',
			'icon',
			'completed_at',
			'created_at',
			'modified_at',
			'default_view',
			'privacy_setting',
			'default_access_level',
			'due_on',
			'start_on',
		),
		...flags<ProjectRow>('archived', 'completed'),
		resource_type: () => 'project',
		completed_by: (row) => ref('user', row.completed_by),
		current_status: () => null,
		current_status_update: (row, view) => ref('status_update', newestStatus(view, row.gid)),
		custom_field_settings: (row, view) => settingsOf(view, row.gid),
		custom_fields: () => [],
		due_date: (row) => row.due_on,
		followers: (row, view) =>
			refs('user', view.store.rows.column('SELECT user FROM followers WHERE parent = ?', row.gid)),
		members: (row, view) =>
			refs(
				'user',
				view.store.rows.column(
					`SELECT member FROM memberships WHERE parent = ? AND member_type = 'user'`,
					row.gid,
				),
			),
		minimum_access_level_for_customization: () => 'editor',
		minimum_access_level_for_sharing: () => 'editor',
		owner: (row) => ref('user', row.owner),
		permalink_url: (row, view) => `${view.store.address}/?project=${row.gid}`,
		public: (row) => row.privacy_setting === 'public_to_workspace',
		team: (row) => ref('team', row.team),
		workspace: (row) => ref('workspace', row.workspace),
		project_brief: () => null,
		created_from_template: () => null,
	},
};

/** The settings of a project or portfolio in their order. */
export function settingsOf(view: View, parent: string): Value {
	const gids = view.store.rows.column(
		'SELECT gid FROM custom_field_settings WHERE parent = ? ORDER BY position',
		parent,
	);
	return refs('custom_field_setting', gids);
}

/** The gid of the latest status update on a project or portfolio. */
export function newestStatus(view: View, parent: string): string | undefined {
	return view.store.rows.column(
		'SELECT gid FROM status_updates WHERE parent = ? ORDER BY gid DESC LIMIT 1',
		parent,
	)[0];
}

interface SectionRow {
	readonly gid: string;
	readonly name: string;
	readonly project: string;
	readonly created_at: string;
}

export const section: Shape<SectionRow> = {
	table: 'sections',
	compact: ['gid', 'resource_type', 'name'],
	full: ['gid', 'resource_type', 'name', 'created_at', 'project', 'projects'],
	fields: {
		...columns<SectionRow>('gid', 'name', 'created_at'),
		resource_type: () => 'section',
		project: (row) => ref('project', row.project),
		projects: (row) => refs('project', [row.project]),
	},
};
