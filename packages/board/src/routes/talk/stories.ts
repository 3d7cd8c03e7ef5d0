import { badRequest, forbidden, missingInput } from '../../core/errors.ts';
import { readBoolean, readString, readTime } from '../../core/input.ts';
import type { StoryRow } from '../../shapes/story.ts';
import type { Bindable } from '../../store/rows/database.ts';
import { setLiked } from '../../store/tasks/likes.ts';
import { findInPath } from '../../store/rows/lookup.ts';
import { addComment, deleteStory, updateStory } from '../../store/talk/stories.ts';
import { created, done, list, one, param } from '../call.ts';
import type { Answer, Call, Route } from '../call.ts';
import { readRichText } from './rich-text.ts';
import { pathTask } from '../tasks/tasks.ts';

export const storyRoutes: readonly Route[] = [
	{ method: 'GET', path: '/tasks/:task_gid/stories', handle: listStories },
	{ method: 'POST', path: '/tasks/:task_gid/stories', handle: comment },
	{ method: 'GET', path: '/stories/:story_gid', handle: (call) => one('story', pathStory(call).gid) },
	{ method: 'PUT', path: '/stories/:story_gid', handle: update },
	{ method: 'DELETE', path: '/stories/:story_gid', handle: remove },
];

function pathStory(call: Call): StoryRow {
	const gid = findInPath(call.store, 'story', param(call, 'story_gid'));
	const row = call.store.rows.one<StoryRow>('SELECT * FROM stories WHERE gid = ?', gid);
	if (!row) throw new Error(`story ${gid} is gone`);
	return row;
}

function listStories(call: Call): Answer {
	const conditions = ['task = ?'];
	const values: Bindable[] = [pathTask(call)];
	const after = readTime(call.query, 'created_after');
	if (after != null) {
		conditions.push('created_at > ?');
		values.push(after);
	}
	const subtype = readString(call.query, 'resource_subtype');
	if (subtype !== undefined) {
		conditions.push('resource_subtype = ?');
		values.push(subtype);
	}
	const order = readBoolean(call.query, 'sort_ascending') === false ? 'DESC' : 'ASC';
	const sql = `SELECT gid FROM stories WHERE ${conditions.join(' AND ')} ORDER BY gid ${order}`;
	return list('story', call.store.rows.column(sql, ...values));
}

function comment(call: Call): Answer {
	const task = pathTask(call);
	const text = readRichText(call.store, call.data, 'text', 'html_text');
	const sticker = readString(call.data, 'sticker_name') ?? null;
	if (!text && sticker === null) throw missingInput('text');
	if (text && text.text.trim() === '' && sticker === null) throw missingInput('text');
	const pinned = readBoolean(call.data, 'is_pinned') ?? false;
	const gid = call.store.write(call.user, (change) =>
		addComment(change, task, {
			text: text?.text ?? '',
			html: text?.html ?? '<body></body>',
			pinned,
			sticker,
		}),
	);
	return created('story', gid);
}

function update(call: Call): Answer {
	const story = pathStory(call);
	const text = readRichText(call.store, call.data, 'text', 'html_text');
	const pinned = readBoolean(call.data, 'is_pinned');
	const liked = readBoolean(call.data, 'liked');
	if (text && (story.type !== 'comment' || story.created_by !== call.user)) {
		throw forbidden('You can only edit the text of your own comments.');
	}
	if (pinned !== undefined && story.type !== 'comment')
		throw badRequest('is_pinned: Only comments can be pinned');
	call.store.write(call.user, (change) => {
		if (text || pinned !== undefined) {
			updateStory(change, story, {
				...(text ? { text: text.text, html_text: text.html } : {}),
				...(pinned === undefined ? {} : { is_pinned: Number(pinned) }),
			});
		}
		if (liked !== undefined) setLiked(change, story.gid, liked);
	});
	return one('story', story.gid);
}

function remove(call: Call): Answer {
	const story = pathStory(call);
	if (story.created_by !== call.user) throw forbidden('You can only delete stories you have created.');
	call.store.write(call.user, (change) => deleteStory(change, story));
	return done;
}
