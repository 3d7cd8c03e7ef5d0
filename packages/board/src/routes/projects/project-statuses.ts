import { missingInput } from '../../core/errors.ts';
import { readString, readWord } from '../../core/input.ts';
import { findInPath } from '../../store/rows/lookup.ts';
import { addStatusUpdate } from '../../store/projects/status-updates.ts';
import { created, done, list, one, param } from '../call.ts';
import type { Answer, Call, Route } from '../call.ts';
import { readRichText } from '../talk/rich-text.ts';

const colors = ['green', 'yellow', 'red', 'blue', 'complete'] as const;

const statusOf = {
	green: 'on_track',
	yellow: 'at_risk',
	red: 'off_track',
	blue: 'on_hold',
	complete: 'complete',
} as const;

/** The deprecated view of a project's status updates, which older clients still use. */
export const projectStatusRoutes: readonly Route[] = [
	{ method: 'GET', path: '/projects/:project_gid/project_statuses', handle: listStatuses },
	{ method: 'POST', path: '/projects/:project_gid/project_statuses', handle: create },
	{
		method: 'GET',
		path: '/project_statuses/:project_status_gid',
		handle: (call) => one('project_status', pathStatus(call)),
	},
	{ method: 'DELETE', path: '/project_statuses/:project_status_gid', handle: remove },
];

function pathProject(call: Call): string {
	return findInPath(call.store, 'project', param(call, 'project_gid'));
}

function pathStatus(call: Call): string {
	return findInPath(call.store, 'status_update', param(call, 'project_status_gid'));
}

function listStatuses(call: Call): Answer {
	const project = pathProject(call);
	return list(
		'project_status',
		call.store.rows.column('SELECT gid FROM status_updates WHERE parent = ? ORDER BY gid DESC', project),
	);
}

function create(call: Call): Answer {
	const parent = pathProject(call);
	const text = readRichText(call.store, call.data, 'text', 'html_text');
	if (!text) throw missingInput('text');
	const color = readWord(call.data, 'color', colors);
	if (color === undefined) throw missingInput('color');
	const title = readString(call.data, 'title') ?? '';
	const gid = call.store.write(call.user, (change) =>
		addStatusUpdate(change, { ...text, parent, title, kind: statusOf[color] }),
	);
	return created('project_status', gid);
}

function remove(call: Call): Answer {
	const gid = pathStatus(call);
	call.store.write(call.user, ({ rows }) => rows.run('DELETE FROM status_updates WHERE gid = ?', gid));
	return done;
}
