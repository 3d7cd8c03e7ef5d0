import { badRequest, missingInput, notRecognized, unknownObject } from '../../core/errors.ts';
import type { Input } from '../../core/input.ts';
import type { BoardData } from '../data/board-data.ts';

/** Which table holds the living things of each kind that has gids of its own. */
const tables: Readonly<Record<string, string>> = {
	attachment: 'attachments',
	custom_field: 'custom_fields',
	enum_option: 'enum_options',
	job: 'jobs',
	membership: 'memberships',
	portfolio: 'portfolios',
	project: 'projects',
	section: 'sections',
	status_update: 'status_updates',
	story: 'stories',
	tag: 'tags',
	task: 'tasks',
	team: 'teams',
	team_membership: 'team_members',
	user: 'users',
	webhook: 'webhooks',
	workspace: 'workspaces',
};

/** True when something of that kind with that gid exists now. */
export function exists(store: BoardData, type: string, gid: string): boolean {
	if (type === 'user_task_list') return store.typeOf(gid) === type;
	const table = tables[type];
	return table !== undefined && store.rows.one(`SELECT 1 FROM ${table} WHERE gid = ?`, gid) !== undefined;
}

/** The gid from a path: 400 when it is no gid, 404 when nothing of that kind has it. */
export function findInPath(store: BoardData, type: string, gid: string): string {
	if (!isGid(gid)) throw notRecognized(type, gid);
	if (exists(store, type, gid)) return gid;
	throw store.typeOf(gid) === type ? notRecognized(type, gid, 404) : unknownObject(type, gid, 404);
}

/** A gid from a body or query: 400 in every bad case; undefined when absent. */
export function findInInput(store: BoardData, type: string, input: Input, field: string): string | undefined {
	const value = input[field];
	if (value === undefined || value === null || value === '') return undefined;
	return checkGid(store, type, field, value);
}

export function requireInInput(store: BoardData, type: string, input: Input, field: string): string {
	const gid = findInInput(store, type, input, field);
	if (gid === undefined) throw missingInput(field);
	return gid;
}

/** Checks one gid of a list or field. */
export function checkGid(store: BoardData, type: string, field: string, value: unknown): string {
	if (typeof value !== 'string') throw badRequest(`${field}: Not a valid GID type: ${typeof value}`);
	if (!isGid(value)) throw notRecognized(field, value);
	if (!exists(store, type, value)) throw unknownObject(field, value, 400);
	return value;
}

/** A user named by `me`, gid or email. */
export function findUser(
	store: BoardData,
	me: string,
	field: string,
	value: unknown,
	status: 400 | 404 = 400,
): string {
	if (typeof value !== 'string') throw badRequest(`${field}: Not a valid GID type: ${typeof value}`);
	if (value === 'me') return me;
	if (value.includes('@')) {
		const gid = store.rows.column('SELECT gid FROM users WHERE email = ? COLLATE NOCASE', value)[0];
		if (gid === undefined) throw unknownObject(field, value, status);
		return gid;
	}
	if (!isGid(value)) throw notRecognized(field, value);
	if (!exists(store, 'user', value)) throw unknownObject(field, value, status);
	return value;
}

/** Users from a list or a comma-separated text. */
export function findUsers(store: BoardData, me: string, field: string, value: unknown): readonly string[] {
	if (value === undefined || value === null) return [];
	const items: readonly unknown[] =
		typeof value === 'string' ? value.split(',') : Array.isArray(value) ? value : [value];
	return items.map((item) => findUser(store, me, field, item));
}

export function isGid(value: string): boolean {
	return /^\d{1,20}$/.test(value);
}
