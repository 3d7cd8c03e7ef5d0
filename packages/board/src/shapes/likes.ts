import { refs } from './shape.ts';
import type { Value, View } from './shape.ts';

type LikeField = (row: { readonly gid: string }, view: View) => Value;

const likeList: LikeField = (row, view) =>
	refs('like', view.store.rows.column('SELECT gid FROM likes WHERE parent = ?', row.gid));
const likeCount: LikeField = (row, view) =>
	view.store.rows.one<{ n: number }>('SELECT count(*) AS n FROM likes WHERE parent = ?', row.gid)?.n ?? 0;
const likedByMe: LikeField = (row, view) =>
	view.store.rows.one('SELECT 1 FROM likes WHERE parent = ? AND user = ?', row.gid, view.user) !== undefined;

/** Likes, and the hearts they were called before. */
export const likeFields: Readonly<Record<string, LikeField>> = {
	likes: likeList,
	hearts: likeList,
	num_likes: likeCount,
	num_hearts: likeCount,
	liked: likedByMe,
	hearted: likedByMe,
};
