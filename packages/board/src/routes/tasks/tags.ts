import { readString, requireString } from '../../core/input.ts';
import { findInInput, findInPath } from '../../store/rows/lookup.ts';
import { created, done, list, one, param } from '../call.ts';
import type { Answer, Call, Route } from '../call.ts';
import { withoutAbsent } from '../projects/projects.ts';
import { pathTask } from './tasks.ts';

export const tagRoutes: readonly Route[] = [
	{
		method: 'GET',
		path: '/tags',
		handle: (call) => listTags(call, findInInput(call.store, 'workspace', call.query, 'workspace')),
	},
	{
		method: 'POST',
		path: '/tags',
		handle: (call) => create(call, findInInput(call.store, 'workspace', call.data, 'workspace')),
	},
	{
		method: 'GET',
		path: '/workspaces/:workspace_gid/tags',
		handle: (call) => listTags(call, pathWorkspace(call)),
	},
	{
		method: 'POST',
		path: '/workspaces/:workspace_gid/tags',
		handle: (call) => create(call, pathWorkspace(call)),
	},
	{ method: 'GET', path: '/tags/:tag_gid', handle: (call) => one('tag', pathTag(call)) },
	{ method: 'PUT', path: '/tags/:tag_gid', handle: update },
	{ method: 'DELETE', path: '/tags/:tag_gid', handle: remove },
	{
		method: 'GET',
		path: '/tasks/:task_gid/tags',
		handle: (call) =>
			list('tag', call.store.rows.column('SELECT tag FROM task_tags WHERE task = ?', pathTask(call))),
	},
];

function pathTag(call: Call): string {
	return findInPath(call.store, 'tag', param(call, 'tag_gid'));
}

function pathWorkspace(call: Call): string {
	return findInPath(call.store, 'workspace', param(call, 'workspace_gid'));
}

function listTags(call: Call, workspace: string | undefined): Answer {
	const { rows } = call.store;
	return list(
		'tag',
		workspace === undefined
			? rows.column('SELECT gid FROM tags ORDER BY gid')
			: rows.column('SELECT gid FROM tags WHERE workspace = ? ORDER BY gid', workspace),
	);
}

function create(call: Call, workspace: string | undefined): Answer {
	const name = requireString(call.data, 'name');
	const row = readPatch(call);
	const gid = call.store.write(call.user, (change) => {
		const tag = change.newGid('tag');
		change.rows.insert('tags', {
			...row,
			gid: tag,
			name,
			workspace: workspace ?? change.rows.column('SELECT gid FROM workspaces')[0] ?? '',
			created_at: change.at,
		});
		return tag;
	});
	return created('tag', gid);
}

function update(call: Call): Answer {
	const gid = pathTag(call);
	const name = call.data['name'] === undefined ? {} : { name: requireString(call.data, 'name') };
	const row = readPatch(call);
	call.store.write(call.user, (change) => change.rows.update('tags', gid, { ...row, ...name }));
	return one('tag', gid);
}

function readPatch(call: Call) {
	return withoutAbsent({
		color: call.data['color'] === null ? null : readString(call.data, 'color'),
		notes: readString(call.data, 'notes'),
	});
}

function remove(call: Call): Answer {
	const gid = pathTag(call);
	call.store.write(call.user, (change) => {
		change.rows.run('DELETE FROM task_tags WHERE tag = ?', gid);
		change.rows.run('DELETE FROM tags WHERE gid = ?', gid);
	});
	return done;
}
