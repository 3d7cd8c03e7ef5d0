import { missingInput } from '../../core/errors.ts';
import { readString, readWord } from '../../core/input.ts';
import { checkGid, findInPath } from '../../store/rows/lookup.ts';
import { addStatusUpdate } from '../../store/projects/status-updates.ts';
import { created, done, list, one, param } from '../call.ts';
import type { Answer, Call, Route } from '../call.ts';
import { readRichText } from '../talk/rich-text.ts';

const kinds = [
	'on_track',
	'at_risk',
	'off_track',
	'on_hold',
	'complete',
	'achieved',
	'partial',
	'missed',
	'dropped',
] as const;

export const statusUpdateRoutes: readonly Route[] = [
	{ method: 'GET', path: '/status_updates', handle: listUpdates },
	{ method: 'POST', path: '/status_updates', handle: create },
	{
		method: 'GET',
		path: '/status_updates/:status_update_gid',
		handle: (call) => one('status_update', pathUpdate(call)),
	},
	{ method: 'DELETE', path: '/status_updates/:status_update_gid', handle: remove },
];

function pathUpdate(call: Call): string {
	return findInPath(call.store, 'status_update', param(call, 'status_update_gid'));
}

function parentIn(call: Call, value: unknown): string {
	if (value === undefined) throw missingInput('parent');
	const type =
		(typeof value === 'string' ? call.store.typeOf(value) : undefined) === 'portfolio'
			? 'portfolio'
			: 'project';
	return checkGid(call.store, type, 'parent', value);
}

function listUpdates(call: Call): Answer {
	const parent = parentIn(call, call.query['parent']);
	return list(
		'status_update',
		call.store.rows.column('SELECT gid FROM status_updates WHERE parent = ? ORDER BY gid DESC', parent),
	);
}

function create(call: Call): Answer {
	const parent = parentIn(call, call.data['parent']);
	const text = readRichText(call.store, call.data, 'text', 'html_text');
	if (!text) throw missingInput('text');
	const kind = readWord(call.data, 'status_type', kinds);
	if (kind === undefined) throw missingInput('status_type');
	const title = readString(call.data, 'title') ?? '';
	const gid = call.store.write(call.user, (change) =>
		addStatusUpdate(change, { ...text, parent, title, kind }),
	);
	return created('status_update', gid);
}

function remove(call: Call): Answer {
	const gid = pathUpdate(call);
	call.store.write(call.user, ({ rows }) => rows.run('DELETE FROM status_updates WHERE gid = ?', gid));
	return done;
}
