import type { Change } from '../data/change.ts';

/** Likes or unlikes a task or story as the acting user. */
export function setLiked(change: Change, parent: string, liked: boolean): void {
	if (!liked) change.rows.run('DELETE FROM likes WHERE parent = ? AND user = ?', parent, change.user);
	else if (!change.rows.one('SELECT 1 FROM likes WHERE parent = ? AND user = ?', parent, change.user)) {
		change.rows.insert('likes', { gid: change.newGid('like'), parent, user: change.user });
	}
}
