import { requireString } from '../../core/input.ts';
import { findInInput, findInPath, findUser } from '../../store/rows/lookup.ts';
import { list, one, param, wholeList } from '../call.ts';
import type { Call, Route } from '../call.ts';

const everybody = 'SELECT gid FROM users ORDER BY gid';

export const userRoutes: readonly Route[] = [
	{ method: 'GET', path: '/users', handle: listUsers },
	{ method: 'GET', path: '/users/:user_gid', handle: (call) => one('user', pathUser(call)) },
	{ method: 'GET', path: '/workspaces/:workspace_gid/users', handle: listWorkspaceUsers },
	{
		method: 'GET',
		path: '/workspaces/:workspace_gid/users/:user_gid',
		handle: (call) => {
			findInPath(call.store, 'workspace', param(call, 'workspace_gid'));
			return one('user', pathUser(call));
		},
	},
	{ method: 'GET', path: '/users/:user_gid/user_task_list', handle: taskListOf },
	{
		method: 'GET',
		path: '/user_task_lists/:user_task_list_gid',
		handle: (call) =>
			one('user_task_list', findInPath(call.store, 'user_task_list', param(call, 'user_task_list_gid'))),
	},
	{
		method: 'GET',
		path: '/users/:user_gid/favorites',
		handle: (call) => {
			pathUser(call);
			return list('project', []);
		},
	},
	{
		method: 'GET',
		path: '/workspaces',
		handle: (call) => list('workspace', call.store.rows.column('SELECT gid FROM workspaces')),
	},
	{ method: 'PUT', path: '/workspaces/:workspace_gid', handle: renameWorkspace },
	{
		method: 'GET',
		path: '/workspaces/:workspace_gid',
		handle: (call) => one('workspace', findInPath(call.store, 'workspace', param(call, 'workspace_gid'))),
	},
];

function renameWorkspace(call: Call) {
	const gid = findInPath(call.store, 'workspace', param(call, 'workspace_gid'));
	const name = requireString(call.data, 'name');
	call.store.write(call.user, ({ rows }) => rows.update('workspaces', gid, { name }));
	return one('workspace', gid);
}

/** The user a path names: a gid, an email or `me`. */
export function pathUser(call: Call): string {
	return findUser(call.store, call.user, 'user', param(call, 'user_gid'), 404);
}

function listUsers(call: Call) {
	findInInput(call.store, 'workspace', call.query, 'workspace');
	const team = findInInput(call.store, 'team', call.query, 'team');
	if (team !== undefined) {
		return list('user', call.store.rows.column('SELECT user FROM team_members WHERE team = ?', team));
	}
	return list('user', call.store.rows.column(everybody));
}

function listWorkspaceUsers(call: Call) {
	findInPath(call.store, 'workspace', param(call, 'workspace_gid'));
	return wholeList('user', call.store.rows.column(everybody));
}

function taskListOf(call: Call) {
	const gid = call.store.rows.column('SELECT task_list FROM users WHERE gid = ?', pathUser(call))[0] ?? '';
	return one('user_task_list', gid);
}
