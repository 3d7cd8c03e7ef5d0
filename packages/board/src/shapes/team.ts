import { columns, ref } from './shape.ts';
import type { Shape } from './shape.ts';

interface TeamRow {
	readonly gid: string;
	readonly workspace: string;
	readonly name: string;
	readonly description: string;
	readonly html_description: string;
	readonly visibility: string;
}

export const team: Shape<TeamRow> = {
	table: 'teams',
	compact: ['gid', 'resource_type', 'name'],
	full: [
		'gid',
		'resource_type',
		'name',
		'description',
		'html_description',
		'organization',
		'permalink_url',
		'visibility',
	],
	fields: {
		...columns<TeamRow>('gid', 'name', 'description', 'html_description', 'visibility'),
		resource_type: () => 'team',
		organization: (row) => ref('workspace', row.workspace),
		permalink_url: (row) => `https://app.asana.com/0/${row.gid}/list`,
	},
};

interface TeamMemberRow {
	readonly gid: string;
	readonly team: string;
	readonly user: string;
}

export const teamMembership: Shape<TeamMemberRow> = {
	table: 'team_members',
	compact: ['gid', 'resource_type', 'is_admin', 'is_guest', 'is_limited_access', 'team', 'user'],
	full: ['gid', 'resource_type', 'is_admin', 'is_guest', 'is_limited_access', 'team', 'user'],
	fields: {
		...columns<TeamMemberRow>('gid'),
		resource_type: () => 'team_membership',
		is_admin: () => true,
		is_guest: (row, view) =>
			view.store.rows.column('SELECT gid FROM users WHERE gid = ? AND is_guest = 1', row.user).length > 0,
		is_limited_access: () => false,
		team: (row) => ref('team', row.team),
		user: (row) => ref('user', row.user),
	},
};
