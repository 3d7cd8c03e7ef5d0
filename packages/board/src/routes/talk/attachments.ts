import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { badRequest, missingInput } from '../../core/errors.ts';
import { readBoolean, readString, readWord } from '../../core/input.ts';
import type { Input } from '../../core/input.ts';
import type { AttachmentRow } from '../../shapes/attachment.ts';
import { createAttachment, deleteAttachment, fileOf } from '../../store/talk/attachments.ts';
import { checkGid, findInPath } from '../../store/rows/lookup.ts';
import { done, list, one, param } from '../call.ts';
import type { Answer, Call, Route } from '../call.ts';

const subtypes = ['asana', 'external', 'dropbox', 'gdrive', 'onedrive', 'box', 'vimeo'] as const;
/** What something can be attached to. */
const parents = ['task', 'project'];

export const attachmentRoutes: readonly Route[] = [
	{ method: 'GET', path: '/attachments', handle: (call) => listOf(call, parentIn(call, call.query)) },
	{ method: 'POST', path: '/attachments', handle: (call) => attach(call, parentIn(call, call.data)) },
	{
		method: 'GET',
		path: '/tasks/:task_gid/attachments',
		handle: (call) => listOf(call, findInPath(call.store, 'task', param(call, 'task_gid'))),
	},
	{
		method: 'POST',
		path: '/tasks/:task_gid/attachments',
		handle: (call) => attach(call, findInPath(call.store, 'task', param(call, 'task_gid'))),
	},
	{
		method: 'GET',
		path: '/attachments/:attachment_gid',
		handle: (call) => one('attachment', pathAttachment(call)),
	},
	{ method: 'DELETE', path: '/attachments/:attachment_gid', handle: remove },
];

function pathAttachment(call: Call): string {
	return findInPath(call.store, 'attachment', param(call, 'attachment_gid'));
}

function parentIn(call: Call, input: Input): string {
	const gid = readString(input, 'parent');
	if (gid === undefined || gid === '') throw missingInput('parent');
	const type = call.store.typeOf(gid);
	return checkGid(call.store, type !== undefined && parents.includes(type) ? type : 'task', 'parent', gid);
}

function listOf(call: Call, parent: string): Answer {
	return list(
		'attachment',
		call.store.rows.column('SELECT gid FROM attachments WHERE parent = ? ORDER BY gid', parent),
	);
}

function attach(call: Call, parent: string): Answer {
	const { data, upload, store } = call;
	const subtype = readWord(data, 'resource_subtype', subtypes) ?? (upload ? 'asana' : 'external');
	const connected = readBoolean(data, 'connect_to_app') ?? false;
	if (subtype === 'asana') {
		if (!upload) throw missingInput('file');
		const name = upload.name || readString(data, 'name') || 'attachment';
		const gid = store.write(call.user, (change) => {
			const file = createAttachment(change, parent, {
				name,
				subtype,
				url: null,
				size: upload.bytes.length,
				contentType: upload.contentType,
				connected,
			});
			const path = fileOf(store, file);
			mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
			writeFileSync(path, upload.bytes, { mode: 0o600, flush: true });
			return file;
		});
		return one('attachment', gid);
	}
	const url = readString(data, 'url');
	const name = readString(data, 'name');
	if (!url) throw missingInput('url');
	if (!name) throw missingInput('name');
	if (!URL.canParse(url) || !/^https?:$/.test(new URL(url).protocol))
		throw badRequest(`url: Not a valid URL: ${url.slice(0, 100)}`);
	const gid = store.write(call.user, (change) =>
		createAttachment(change, parent, { name, subtype, url, size: null, contentType: null, connected }),
	);
	return one('attachment', gid);
}

function remove(call: Call): Answer {
	const gid = pathAttachment(call);
	const row = call.store.rows.one<AttachmentRow>('SELECT * FROM attachments WHERE gid = ?', gid);
	if (row) call.store.write(call.user, (change) => deleteAttachment(change, row));
	return done;
}
