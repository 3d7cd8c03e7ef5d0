import { toHtml } from '../../core/plain-text.ts';
import type { StoryDetail, StoryRow } from '../../shapes/story.ts';
import type { Change } from '../data/change.ts';
import { scopesOfTask } from '../data/scopes.ts';

/** Writes the line in a task's history that Asana writes itself for a change. */
export function addSystemStory(
	change: Change,
	task: string,
	subtype: string,
	text: string,
	detail: StoryDetail = {},
): void {
	insertStory(change, { task, type: 'system', subtype, text, html: toHtml(text), detail });
}

/** Writes a comment and gives its gid. */
export function addComment(
	change: Change,
	task: string,
	comment: {
		readonly text: string;
		readonly html: string;
		readonly pinned: boolean;
		readonly sticker: string | null;
	},
): string {
	const gid = insertStory(change, {
		task,
		type: 'comment',
		subtype: 'comment_added',
		text: comment.text,
		html: comment.html,
		detail: {},
	});
	change.rows.update('stories', gid, { is_pinned: comment.pinned ? 1 : 0, sticker_name: comment.sticker });
	change.rows.update('tasks', task, { modified_at: change.at });
	return gid;
}

function insertStory(
	change: Change,
	story: {
		readonly task: string;
		readonly type: 'comment' | 'system';
		readonly subtype: string;
		readonly text: string;
		readonly html: string;
		readonly detail: StoryDetail;
	},
): string {
	const gid = change.newGid('story');
	change.rows.insert('stories', {
		gid,
		task: story.task,
		type: story.type,
		resource_subtype: story.subtype,
		text: story.text,
		html_text: story.html,
		created_by: change.user,
		created_at: change.at,
		detail: JSON.stringify(story.detail),
	});
	change.emit({
		resource: { gid, type: 'story' },
		subtype: story.subtype,
		action: 'added',
		parent: { gid: story.task, type: 'task' },
		scopes: scopesOfTask(change.rows, story.task),
	});
	return gid;
}

/** Changes the text or the pin of a story. */
export function updateStory(
	change: Change,
	story: StoryRow,
	patch: {
		readonly text?: string;
		readonly html_text?: string;
		readonly is_pinned?: number;
		readonly sticker_name?: string | null;
	},
): void {
	const edited = patch.text !== undefined && patch.text !== story.text ? { is_edited: 1 } : {};
	change.rows.update('stories', story.gid, { ...patch, ...edited });
	change.emit({
		resource: { gid: story.gid, type: 'story' },
		subtype: story.resource_subtype,
		action: 'changed',
		change: { field: patch.is_pinned === undefined ? 'text' : 'is_pinned', action: 'changed' },
		scopes: scopesOfTask(change.rows, story.task),
	});
}

export function deleteStory(change: Change, story: StoryRow): void {
	change.rows.run('DELETE FROM stories WHERE gid = ?', story.gid);
	change.emit({
		resource: { gid: story.gid, type: 'story' },
		subtype: story.resource_subtype,
		action: 'deleted',
		scopes: scopesOfTask(change.rows, story.task),
	});
}
