import { badRequest } from './errors.ts';

/** Where the next page of a list starts: an index, and what makes it survive changes of the list. */
interface Cursor {
	readonly index: number;
	readonly after: string;
	readonly total: number;
}

export interface Page {
	readonly gids: readonly string[];
	readonly offset: string | null;
}

/** The most objects Asana returns for a list read without `limit`. */
const unpaginatedLimit = 1000;

/** Cuts one page out of a list; a token stays right when earlier entries go, and never skips one that stays. */
export function cutPage(
	gids: readonly string[],
	limit: number | undefined,
	offset: string | undefined,
): Page {
	if (limit === undefined && offset === undefined) {
		if (gids.length > unpaginatedLimit) {
			throw badRequest(
				'The result is too large. You should use pagination (may require specifying a workspace)!',
			);
		}
		return { gids, offset: null };
	}
	const start = offset === undefined ? 0 : findStart(gids, decodeOffset(offset));
	const end = start + (limit ?? 100);
	const page = gids.slice(start, end);
	const last = page.at(-1);
	const more = end < gids.length && last !== undefined;
	return { gids: page, offset: more ? encodeOffset({ index: end, after: last, total: gids.length }) : null };
}

function findStart(gids: readonly string[], cursor: Cursor): number {
	if (gids[cursor.index - 1] === cursor.after) return cursor.index;
	const moved = gids.indexOf(cursor.after);
	if (moved >= 0) return Math.min(moved + 1, cursor.index);
	return Math.max(0, Math.min(cursor.index, cursor.index - (cursor.total - gids.length)));
}

function encodeOffset(cursor: Cursor): string {
	return btoa(`${cursor.index}.${cursor.after}.${cursor.total}`).replaceAll('=', '');
}

function decodeOffset(token: string): Cursor {
	const match = /^(\d{1,9})\.(\d{1,20})\.(\d{1,9})$/.exec(tryDecode(token));
	if (!match) throw badRequest('offset: Your pagination token has expired.');
	const [, index, after, total] = match;
	return { index: Number(index), after: after ?? '', total: Number(total) };
}

function tryDecode(token: string): string {
	try {
		return atob(token);
	} catch {
		return '';
	}
}

/** Reads `limit`: a whole number from 1 to 100, or nothing. */
export function parseLimit(value: unknown): number | undefined {
	if (value === undefined || value === '') return undefined;
	const limit = typeof value === 'string' && /^\d{1,9}$/.test(value) ? Number(value) : Number.NaN;
	if (limit >= 1 && limit <= 100) return limit;
	throw badRequest('limit: Must be between 1 and 100');
}
