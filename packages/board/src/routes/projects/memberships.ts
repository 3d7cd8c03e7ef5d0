import { missingInput } from '../../core/errors.ts';
import { readString, readWord } from '../../core/input.ts';
import { checkGid, findInInput, findInPath, findUser, findUsers } from '../../store/rows/lookup.ts';
import { addMember } from '../../store/projects/projects.ts';
import { created, done, list, one, param } from '../call.ts';
import type { Answer, Call, Route } from '../call.ts';
import { pathProject } from './projects.ts';
import { pathUser } from '../people/users.ts';

const levels = ['admin', 'editor', 'commenter', 'viewer'] as const;

export const membershipRoutes: readonly Route[] = [
	{ method: 'GET', path: '/memberships', handle: listMemberships },
	{ method: 'POST', path: '/memberships', handle: create },
	{
		method: 'GET',
		path: '/memberships/:membership_gid',
		handle: (call) => one('membership', pathMembership(call)),
	},
	{ method: 'PUT', path: '/memberships/:membership_gid', handle: update },
	{ method: 'DELETE', path: '/memberships/:membership_gid', handle: remove },
	{
		method: 'GET',
		path: '/projects/:project_gid/project_memberships',
		handle: (call) => list('project_membership', membersOf(call, pathProject(call))),
	},
	{
		method: 'GET',
		path: '/project_memberships/:project_membership_gid',
		handle: (call) =>
			one('project_membership', findInPath(call.store, 'membership', param(call, 'project_membership_gid'))),
	},
	{ method: 'POST', path: '/projects/:project_gid/addMembers', handle: (call) => changeMembers(call, true) },
	{
		method: 'POST',
		path: '/projects/:project_gid/removeMembers',
		handle: (call) => changeMembers(call, false),
	},
	{
		method: 'POST',
		path: '/projects/:project_gid/addFollowers',
		handle: (call) => changeFollowers(call, 'INSERT OR IGNORE INTO followers VALUES (?, ?)'),
	},
	{
		method: 'POST',
		path: '/projects/:project_gid/removeFollowers',
		handle: (call) => changeFollowers(call, 'DELETE FROM followers WHERE parent = ? AND user = ?'),
	},
	{ method: 'GET', path: '/workspaces/:workspace_gid/workspace_memberships', handle: listWorkspaceMembers },
	{
		method: 'GET',
		path: '/users/:user_gid/workspace_memberships',
		handle: (call) => list('workspace_membership', [pathUser(call)]),
	},
	{
		method: 'GET',
		path: '/workspace_memberships/:workspace_membership_gid',
		handle: (call) =>
			one('workspace_membership', findInPath(call.store, 'user', param(call, 'workspace_membership_gid'))),
	},
];

function pathMembership(call: Call): string {
	return findInPath(call.store, 'membership', param(call, 'membership_gid'));
}

function membersOf(call: Call, parent: string): readonly string[] {
	return call.store.rows.column('SELECT gid FROM memberships WHERE parent = ? ORDER BY gid', parent);
}

/** The project or portfolio a membership is about, and which of them it is. */
function parentIn(call: Call, value: unknown): { gid: string; type: string } {
	const type =
		(typeof value === 'string' ? call.store.typeOf(value) : undefined) === 'portfolio'
			? 'portfolio'
			: 'project';
	return { gid: checkGid(call.store, type, 'parent', value), type };
}

function listMemberships(call: Call): Answer {
	if (call.query['parent'] === undefined) throw missingInput('parent');
	const { gid } = parentIn(call, readString(call.query, 'parent'));
	if (call.query['member'] === undefined) return list('membership', membersOf(call, gid));
	const member = findUser(call.store, call.user, 'member', call.query['member']);
	return list(
		'membership',
		call.store.rows.column('SELECT gid FROM memberships WHERE parent = ? AND member = ?', gid, member),
	);
}

function create(call: Call): Answer {
	const { store, data } = call;
	if (data['parent'] === undefined) throw missingInput('parent');
	if (data['member'] === undefined) throw missingInput('member');
	const parent = parentIn(call, data['parent']);
	const team = typeof data['member'] === 'string' && store.typeOf(data['member']) === 'team';
	const member = team
		? checkGid(store, 'team', 'member', data['member'])
		: findUser(store, call.user, 'member', data['member']);
	const level = readWord(data, 'access_level', levels) ?? 'editor';
	const gid = store.write(call.user, (change) =>
		addMember(change, parent.gid, parent.type, member, level, team ? 'team' : 'user'),
	);
	return created('membership', gid);
}

function update(call: Call): Answer {
	const gid = pathMembership(call);
	const level = readWord(call.data, 'access_level', levels);
	if (level === undefined) throw missingInput('access_level');
	call.store.write(call.user, ({ rows }) => rows.update('memberships', gid, { access_level: level }));
	return one('membership', gid);
}

function remove(call: Call): Answer {
	const gid = pathMembership(call);
	call.store.write(call.user, ({ rows }) => rows.run('DELETE FROM memberships WHERE gid = ?', gid));
	return done;
}

function changeMembers(call: Call, adding: boolean): Answer {
	const project = pathProject(call);
	const members = findUsers(call.store, call.user, 'members', call.data['members']);
	if (members.length === 0) throw missingInput('members');
	call.store.write(call.user, (change) => {
		for (const member of members) {
			if (adding) addMember(change, project, 'project', member, 'editor');
			else change.rows.run('DELETE FROM memberships WHERE parent = ? AND member = ?', project, member);
		}
	});
	return one('project', project);
}

function changeFollowers(call: Call, sql: string): Answer {
	const project = pathProject(call);
	const users = findUsers(call.store, call.user, 'followers', call.data['followers']);
	if (users.length === 0) throw missingInput('followers');
	call.store.write(call.user, ({ rows }) => {
		for (const user of users) rows.run(sql, project, user);
	});
	return one('project', project);
}

function listWorkspaceMembers(call: Call): Answer {
	findInPath(call.store, 'workspace', param(call, 'workspace_gid'));
	const user = findInInput(call.store, 'user', call.query, 'user');
	return list(
		'workspace_membership',
		user === undefined ? call.store.rows.column('SELECT gid FROM users ORDER BY gid') : [user],
	);
}
