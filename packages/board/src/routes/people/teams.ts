import { missingInput } from '../../core/errors.ts';
import { readString, readWord, requireString } from '../../core/input.ts';
import { addUser } from '../../store/data/seed.ts';
import { findInInput, findInPath, findUser, requireInInput } from '../../store/rows/lookup.ts';
import { created, done, list, one, param, wholeList } from '../call.ts';
import type { Answer, Call, Route } from '../call.ts';
import { withoutAbsent } from '../projects/projects.ts';
import { pathUser } from './users.ts';

const visibilities = ['secret', 'request_to_join', 'public'] as const;

export const teamRoutes: readonly Route[] = [
	{ method: 'POST', path: '/teams', handle: create },
	{ method: 'GET', path: '/teams/:team_gid', handle: (call) => one('team', pathTeam(call)) },
	{ method: 'PUT', path: '/teams/:team_gid', handle: update },
	{ method: 'GET', path: '/workspaces/:workspace_gid/teams', handle: listTeams },
	{ method: 'GET', path: '/users/:user_gid/teams', handle: teamsOfUser },
	{
		method: 'GET',
		path: '/teams/:team_gid/users',
		handle: (call) =>
			wholeList(
				'user',
				call.store.rows.column('SELECT user FROM team_members WHERE team = ?', pathTeam(call)),
			),
	},
	{ method: 'POST', path: '/teams/:team_gid/addUser', handle: addToTeam },
	{ method: 'POST', path: '/teams/:team_gid/removeUser', handle: removeFromTeam },
	{
		method: 'GET',
		path: '/teams/:team_gid/team_memberships',
		handle: (call) => membershipsOf(call, 'team', pathTeam(call)),
	},
	{
		method: 'GET',
		path: '/users/:user_gid/team_memberships',
		handle: (call) => membershipsOf(call, 'user', pathUser(call)),
	},
	{ method: 'GET', path: '/team_memberships', handle: listMemberships },
	{
		method: 'GET',
		path: '/team_memberships/:team_membership_gid',
		handle: (call) =>
			one('team_membership', findInPath(call.store, 'team_membership', param(call, 'team_membership_gid'))),
	},
	{ method: 'POST', path: '/workspaces/:workspace_gid/addUser', handle: addToWorkspace },
];

function pathTeam(call: Call): string {
	return findInPath(call.store, 'team', param(call, 'team_gid'));
}

function create(call: Call): Answer {
	const workspace = requireInInput(call.store, 'workspace', call.data, 'organization');
	const name = requireString(call.data, 'name');
	const row = readPatch(call);
	const gid = call.store.write(call.user, (change) => {
		const team = change.newGid('team');
		change.rows.insert('teams', { ...row, gid: team, workspace, name });
		change.rows.insert('team_members', { gid: change.newGid('team_membership'), team, user: change.user });
		return team;
	});
	return created('team', gid);
}

function readPatch(call: Call) {
	return withoutAbsent({
		description: readString(call.data, 'description'),
		visibility: readWord(call.data, 'visibility', visibilities),
	});
}

function update(call: Call): Answer {
	const gid = pathTeam(call);
	const name = call.data['name'] === undefined ? {} : { name: requireString(call.data, 'name') };
	const row = { ...readPatch(call), ...name };
	call.store.write(call.user, ({ rows }) => rows.update('teams', gid, row));
	return one('team', gid);
}

function listTeams(call: Call): Answer {
	const workspace = findInPath(call.store, 'workspace', param(call, 'workspace_gid'));
	return list(
		'team',
		call.store.rows.column('SELECT gid FROM teams WHERE workspace = ? ORDER BY gid', workspace),
	);
}

function teamsOfUser(call: Call): Answer {
	return list('team', call.store.rows.column('SELECT team FROM team_members WHERE user = ?', pathUser(call)));
}

function addToTeam(call: Call): Answer {
	const team = pathTeam(call);
	if (call.data['user'] === undefined) throw missingInput('user');
	const user = findUser(call.store, call.user, 'user', call.data['user']);
	const gid = call.store.write(call.user, (change) => {
		const known = change.rows.column(
			'SELECT gid FROM team_members WHERE team = ? AND user = ?',
			team,
			user,
		)[0];
		if (known !== undefined) return known;
		const membership = change.newGid('team_membership');
		change.rows.insert('team_members', { gid: membership, team, user });
		return membership;
	});
	return one('team_membership', gid);
}

function removeFromTeam(call: Call): Answer {
	const team = pathTeam(call);
	if (call.data['user'] === undefined) throw missingInput('user');
	const user = findUser(call.store, call.user, 'user', call.data['user']);
	call.store.write(call.user, ({ rows }) =>
		rows.run('DELETE FROM team_members WHERE team = ? AND user = ?', team, user),
	);
	return done;
}

function membershipsOf(call: Call, column: 'team' | 'user', gid: string): Answer {
	return list(
		'team_membership',
		call.store.rows.column(`SELECT gid FROM team_members WHERE ${column} = ? ORDER BY gid`, gid),
	);
}

function listMemberships(call: Call): Answer {
	const team = findInInput(call.store, 'team', call.query, 'team');
	if (team !== undefined) return membershipsOf(call, 'team', team);
	if (call.query['user'] === undefined) throw missingInput('team');
	return membershipsOf(call, 'user', findUser(call.store, call.user, 'user', call.query['user']));
}

/** Invites somebody by email: a user without a token, to assign and mention. */
function addToWorkspace(call: Call): Answer {
	findInPath(call.store, 'workspace', param(call, 'workspace_gid'));
	const user = requireString(call.data, 'user');
	const known = call.store.rows.column('SELECT gid FROM users WHERE email = ? COLLATE NOCASE', user)[0];
	if (known !== undefined) return one('user_base', known);
	if (!user.includes('@')) return one('user_base', findUser(call.store, call.user, 'user', user));
	return one(
		'user_base',
		call.store.write(call.user, ({ store }) => addUser(store, user.split('@', 1)[0] ?? user, user)),
	);
}
