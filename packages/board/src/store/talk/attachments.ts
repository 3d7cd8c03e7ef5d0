import { rmSync } from 'node:fs';
import { join } from 'node:path';
import type { AttachmentRow } from '../../shapes/attachment.ts';
import type { BoardData } from '../data/board-data.ts';
import type { Change } from '../data/change.ts';
import { scopesOfTask } from '../data/scopes.ts';
import { addSystemStory } from './stories.ts';

export interface NewAttachment {
	readonly name: string;
	readonly subtype: string;
	/** Where an external one is; null for a file kept here. */
	readonly url: string | null;
	/** Bytes of a file kept here. */
	readonly size: number | null;
	readonly contentType: string | null;
	readonly connected: boolean;
}

/** Where the bytes of an attachment are kept, named by its gid. */
export function fileOf(store: BoardData, attachment: string): string {
	return join(store.options.directory, 'attachments', attachment);
}

/** Records an attachment and tells the task's followers of events. */
export function createAttachment(change: Change, parent: string, attachment: NewAttachment): string {
	const gid = change.newGid('attachment');
	change.rows.insert('attachments', {
		gid,
		parent,
		name: attachment.name,
		resource_subtype: attachment.subtype,
		created_at: change.at,
		host: attachment.subtype,
		size: attachment.size,
		url: attachment.url,
		content_type: attachment.contentType,
		connected_to_app: Number(attachment.connected),
	});
	const type = change.store.typeOf(parent) ?? 'task';
	change.emit({
		resource: { gid, type: 'attachment' },
		action: 'added',
		parent: { gid: parent, type },
		scopes: type === 'task' ? scopesOfTask(change.rows, parent) : new Set([parent]),
	});
	if (type === 'task') {
		change.rows.update('tasks', parent, { modified_at: change.at });
		addSystemStory(change, parent, 'attachment_added', `attached ${attachment.name}`);
	}
	return gid;
}

/** Deletes an attachment and its bytes. */
export function deleteAttachment(change: Change, row: AttachmentRow): void {
	change.rows.run('DELETE FROM attachments WHERE gid = ?', row.gid);
	const type = change.store.typeOf(row.parent);
	change.emit({
		resource: { gid: row.gid, type: 'attachment' },
		action: 'deleted',
		scopes: type === 'task' ? scopesOfTask(change.rows, row.parent) : new Set([row.parent]),
	});
	rmSync(fileOf(change.store, row.gid), { force: true });
}
