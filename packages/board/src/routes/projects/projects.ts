import { missingInput } from '../../core/errors.ts';
import { readBoolean, readDate, readString, readWord, requireString } from '../../core/input.ts';
import type { Bindable } from '../../store/rows/database.ts';
import { findInInput, findInPath, requireInInput } from '../../store/rows/lookup.ts';
import { createProject, deleteProject, updateProject } from '../../store/projects/projects.ts';
import { created, done, list, one, param } from '../call.ts';
import type { Answer, Call, Route } from '../call.ts';
import { readRichText } from '../talk/rich-text.ts';

const views = ['list', 'board', 'calendar', 'timeline'] as const;
const privacies = ['public_to_workspace', 'private_to_team', 'private'] as const;
const levels = ['admin', 'editor', 'commenter', 'viewer'] as const;

export const projectRoutes: readonly Route[] = [
	{ method: 'GET', path: '/projects', handle: listProjects },
	{ method: 'POST', path: '/projects', handle: (call) => create(call, workspaceOf(call)) },
	{
		method: 'GET',
		path: '/workspaces/:workspace_gid/projects',
		handle: (call) =>
			filterProjects(call, 'workspace', findInPath(call.store, 'workspace', param(call, 'workspace_gid'))),
	},
	{
		method: 'POST',
		path: '/workspaces/:workspace_gid/projects',
		handle: (call) => create(call, findInPath(call.store, 'workspace', param(call, 'workspace_gid'))),
	},
	{
		method: 'GET',
		path: '/teams/:team_gid/projects',
		handle: (call) => filterProjects(call, 'team', findInPath(call.store, 'team', param(call, 'team_gid'))),
	},
	{ method: 'POST', path: '/teams/:team_gid/projects', handle: createInTeam },
	{ method: 'GET', path: '/projects/:project_gid', handle: (call) => one('project', pathProject(call)) },
	{ method: 'PUT', path: '/projects/:project_gid', handle: update },
	{ method: 'DELETE', path: '/projects/:project_gid', handle: remove },
	{ method: 'GET', path: '/tasks/:task_gid/projects', handle: projectsOfTask },
];

export function pathProject(call: Call): string {
	return findInPath(call.store, 'project', param(call, 'project_gid'));
}

function listProjects(call: Call): Answer {
	const team = findInInput(call.store, 'team', call.query, 'team');
	if (team !== undefined) return filterProjects(call, 'team', team);
	const workspace = findInInput(call.store, 'workspace', call.query, 'workspace');
	return filterProjects(call, 'workspace', workspace ?? onlyWorkspace(call));
}

function filterProjects(call: Call, column: 'workspace' | 'team', gid: string): Answer {
	const archived = readBoolean(call.query, 'archived');
	const gids = call.store.rows.column(
		`SELECT gid FROM projects WHERE ${column} = ? AND archived IN (?, ?) ORDER BY gid`,
		gid,
		archived === true ? 1 : 0,
		archived === false ? 0 : 1,
	);
	return list('project', gids);
}

function onlyWorkspace(call: Call): string {
	return call.store.rows.column('SELECT gid FROM workspaces')[0] ?? '';
}

function workspaceOf(call: Call): string {
	const workspace = findInInput(call.store, 'workspace', call.data, 'workspace');
	if (workspace !== undefined) return workspace;
	if (call.data['team'] !== undefined) return onlyWorkspace(call);
	throw missingInput('workspace');
}

function createInTeam(call: Call): Answer {
	const team = findInPath(call.store, 'team', param(call, 'team_gid'));
	return create({ ...call, data: { ...call.data, team } }, onlyWorkspace(call));
}

function create(call: Call, workspace: string): Answer {
	requireString(call.data, 'name');
	const row = {
		default_view: 'list',
		privacy_setting: 'public_to_workspace',
		default_access_level: 'editor',
		...readPatch(call),
		workspace,
		team: findInInput(call.store, 'team', call.data, 'team') ?? null,
	};
	return created(
		'project',
		call.store.write(call.user, (change) => createProject(change, row)),
	);
}

function update(call: Call): Answer {
	const gid = pathProject(call);
	const patch = readPatch(call);
	const team =
		call.data['team'] === undefined ? {} : { team: requireInInput(call.store, 'team', call.data, 'team') };
	call.store.write(call.user, (change) => updateProject(change, gid, { ...patch, ...team }));
	return one('project', gid);
}

function remove(call: Call): Answer {
	const gid = pathProject(call);
	call.store.write(call.user, (change) => deleteProject(change, gid));
	return done;
}

function projectsOfTask(call: Call): Answer {
	const task = findInPath(call.store, 'task', param(call, 'task_gid'));
	return list('project', call.store.rows.column('SELECT project FROM task_projects WHERE task = ?', task));
}

function readPatch(call: Call): Record<string, Bindable> {
	const { data } = call;
	const notes = readRichText(call.store, data, 'notes', 'html_notes');
	const archived = readBoolean(data, 'archived');
	const isPublic = readBoolean(data, 'public');
	return withoutAbsent({
		name: data['name'] === undefined ? undefined : requireString(data, 'name'),
		notes: notes?.text,
		html_notes: notes?.html,
		color: data['color'] === null ? null : readString(data, 'color'),
		icon: data['icon'] === null ? null : readString(data, 'icon'),
		archived: archived === undefined ? undefined : Number(archived),
		default_view: readWord(data, 'default_view', views),
		privacy_setting:
			readWord(data, 'privacy_setting', privacies) ??
			(isPublic === undefined ? undefined : isPublic ? 'public_to_workspace' : 'private'),
		default_access_level: readWord(data, 'default_access_level', levels),
		due_on: readDate(data, data['due_on'] === undefined ? 'due_date' : 'due_on'),
		start_on: readDate(data, 'start_on'),
	});
}

/** Drops the names that have no value, so that an update leaves their columns alone. */
export function withoutAbsent(row: Readonly<Record<string, Bindable | undefined>>): Record<string, Bindable> {
	return Object.fromEntries(
		Object.entries(row).filter((entry): entry is [string, Bindable] => entry[1] !== undefined),
	);
}
