import { columns, flags, ref, refs } from './shape.ts';
import type { Shape } from './shape.ts';

interface UserRow {
	readonly gid: string;
	readonly name: string;
	readonly email: string;
	readonly task_list: string;
}

export const user: Shape<UserRow> = {
	table: 'users',
	compact: ['gid', 'resource_type', 'name'],
	full: ['gid', 'resource_type', 'name', 'email', 'photo', 'workspaces'],
	fields: {
		...columns<UserRow>('gid', 'name', 'email'),
		resource_type: () => 'user',
		photo: () => null,
		workspaces: (_, view) => refs('workspace', view.store.rows.column('SELECT gid FROM workspaces')),
		custom_fields: () => [],
	},
};

/** A user as some calls answer with: without the workspaces. */
export const userBase: Shape<UserRow> = { ...user, full: user.full.filter((name) => name !== 'workspaces') };

interface WorkspaceRow {
	readonly gid: string;
	readonly name: string;
	readonly is_organization: number;
}

export const workspace: Shape<WorkspaceRow> = {
	table: 'workspaces',
	compact: ['gid', 'resource_type', 'name'],
	full: ['gid', 'resource_type', 'name', 'email_domains', 'is_organization'],
	fields: {
		...columns<WorkspaceRow>('gid', 'name'),
		...flags<WorkspaceRow>('is_organization'),
		resource_type: () => 'workspace',
		email_domains: () => [],
	},
};

interface TaskListRow {
	readonly gid: string;
	readonly user: string;
}

export const userTaskList: Shape<TaskListRow> = {
	table: '(SELECT task_list AS gid, gid AS user FROM users)',
	compact: ['gid', 'resource_type', 'name', 'owner', 'workspace'],
	full: ['gid', 'resource_type', 'name', 'owner', 'workspace'],
	fields: {
		...columns<TaskListRow>('gid'),
		resource_type: () => 'user_task_list',
		name: (row, view) => {
			const owner = view.store.rows.one<UserRow>('SELECT * FROM users WHERE gid = ?', row.user);
			return `My tasks in Aegis${owner && owner.gid !== view.user ? ` (${owner.name})` : ''}`;
		},
		owner: (row) => ref('user', row.user),
		workspace: (_, view) => ref('workspace', view.store.rows.column('SELECT gid FROM workspaces')[0]),
	},
};

interface LikeRow {
	readonly gid: string;
	readonly user: string;
}

export const like: Shape<LikeRow> = {
	table: 'likes',
	compact: ['gid', 'user'],
	full: ['gid', 'user'],
	alwaysCompact: true,
	fields: { ...columns<LikeRow>('gid'), user: (row) => ref('user', row.user) },
};
