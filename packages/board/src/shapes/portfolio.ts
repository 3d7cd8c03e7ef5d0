import { newestStatus, settingsOf } from './project.ts';
import { columns, flags, ref, refs } from './shape.ts';
import type { Shape } from './shape.ts';

interface PortfolioRow {
	readonly gid: string;
	readonly workspace: string;
	readonly name: string;
	readonly color: string;
	readonly owner: string;
	readonly created_by: string;
	readonly created_at: string;
	readonly archived: number;
	readonly due_on: string | null;
	readonly start_on: string | null;
	readonly privacy_setting: string;
	readonly default_access_level: string;
}

export const portfolio: Shape<PortfolioRow> = {
	table: 'portfolios',
	compact: ['gid', 'resource_type', 'name'],
	full: [
		'gid',
		'resource_type',
		'name',
		'archived',
		'color',
		'created_at',
		'created_by',
		'current_status_update',
		'custom_field_settings',
		'custom_fields',
		'default_access_level',
		'due_on',
		'members',
		'owner',
		'permalink_url',
		'privacy_setting',
		'project_templates',
		'public',
		'start_on',
		'workspace',
	],
	fields: {
		...columns<PortfolioRow>(
			'gid',
			'name',
			'color',
			'created_at',
			'due_on',
			'start_on',
			'privacy_setting',
			'default_access_level',
		),
		...flags<PortfolioRow>('archived'),
		resource_type: () => 'portfolio',
		created_by: (row) => ref('user', row.created_by),
		current_status_update: (row, view) => ref('status_update', newestStatus(view, row.gid)),
		custom_field_settings: (row, view) => settingsOf(view, row.gid),
		custom_fields: () => [],
		members: (row, view) =>
			refs('user', view.store.rows.column('SELECT member FROM memberships WHERE parent = ?', row.gid)),
		owner: (row) => ref('user', row.owner),
		permalink_url: (row) => `https://app.asana.com/0/portfolio/${row.gid}/list`,
		project_templates: () => [],
		public: (row) => row.privacy_setting === 'public_to_domain',
		workspace: (row) => ref('workspace', row.workspace),
	},
};
