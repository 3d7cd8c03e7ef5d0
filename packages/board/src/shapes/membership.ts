import { columns, ref } from './shape.ts';
import type { Shape } from './shape.ts';

interface MembershipRow {
	readonly gid: string;
	readonly parent: string;
	readonly parent_type: string;
	readonly member: string;
	readonly member_type: string;
	readonly access_level: string;
}

const fields: Shape<MembershipRow>['fields'] = {
	...columns<MembershipRow>('gid', 'access_level'),
	resource_type: () => 'membership',
	resource_subtype: (row) => `${row.parent_type}_membership`,
	parent: (row) => ref(row.parent_type, row.parent),
	member: (row) => ref(row.member_type, row.member),
	goal: () => undefined,
	role: (row) => row.access_level,
	is_commenter: (row) => row.access_level === 'commenter',
	is_editor: (row) => row.access_level === 'editor' || row.access_level === 'admin',
};

export const membership: Shape<MembershipRow> = {
	table: 'memberships',
	compact: ['gid', 'resource_type', 'resource_subtype', 'parent', 'member', 'access_level'],
	full: ['gid', 'resource_type', 'resource_subtype', 'parent', 'member', 'access_level'],
	fields,
};

/** The older endpoint's record of who is in a project. */
export const projectMembership: Shape<MembershipRow> = {
	table: 'memberships',
	compact: ['gid', 'resource_type', 'parent', 'member', 'access_level'],
	full: ['gid', 'resource_type', 'parent', 'member', 'access_level', 'user', 'project', 'write_access'],
	fields: {
		...fields,
		resource_type: () => 'project_membership',
		user: (row) => ref('user', row.member),
		project: (row) => ref('project', row.parent),
		write_access: (row) => (['admin', 'editor'].includes(row.access_level) ? 'full_write' : 'comment_only'),
	},
};

interface WorkspaceMemberRow {
	readonly gid: string;
	readonly is_guest: number;
}

/** Everybody of the one workspace; named by the user, because there is nothing else to tell them apart. */
export const workspaceMembership: Shape<WorkspaceMemberRow> = {
	table: 'users',
	compact: ['gid', 'resource_type', 'user', 'workspace'],
	full: [
		'gid',
		'resource_type',
		'user',
		'workspace',
		'is_active',
		'is_admin',
		'is_guest',
		'user_task_list',
		'vacation_dates',
	],
	fields: {
		...columns<WorkspaceMemberRow>('gid'),
		resource_type: () => 'workspace_membership',
		user: (row) => ref('user', row.gid),
		workspace: (_, view) => ref('workspace', view.store.rows.column('SELECT gid FROM workspaces')[0]),
		is_active: () => true,
		is_admin: (row) => row.is_guest === 0,
		is_guest: (row) => row.is_guest === 1,
		user_task_list: (row, view) =>
			ref('user_task_list', view.store.rows.column('SELECT task_list FROM users WHERE gid = ?', row.gid)[0]),
		vacation_dates: () => null,
	},
};
