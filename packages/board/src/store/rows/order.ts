import { badRequest } from '../../core/errors.ts';
import type { Input } from '../../core/input.ts';
import { between, gap } from '../../core/position.ts';
import type { Place } from '../../core/position.ts';
import type { Rows } from './database.ts';

/** An ordered list kept in a table: which rows belong to one list, and where the numbers are. */
export interface Ordering {
	readonly table: string;
	readonly group: string;
	readonly key: string;
	readonly position: string;
}

export const sectionOrder: Ordering = {
	table: 'sections',
	group: 'project',
	key: 'gid',
	position: 'position',
};
export const cardOrder: Ordering = {
	table: 'task_projects',
	group: 'section',
	key: 'task',
	position: 'position',
};
export const subtaskOrder: Ordering = {
	table: 'tasks',
	group: 'parent',
	key: 'gid',
	position: 'parent_position',
};
export const optionOrder: Ordering = {
	table: 'enum_options',
	group: 'custom_field',
	key: 'gid',
	position: 'position',
};
export const settingOrder: Ordering = {
	table: 'custom_field_settings',
	group: 'parent',
	key: 'custom_field',
	position: 'position',
};
export const itemOrder: Ordering = {
	table: 'portfolio_items',
	group: 'portfolio',
	key: 'item',
	position: 'position',
};

/** The number that puts something at a place in a list; makes room when there is none. */
export function positionAt(
	rows: Rows,
	order: Ordering,
	group: string,
	place: Place,
	field = 'insert_before',
): number {
	const found = tryPosition(rows, order, group, place, field);
	if (found !== undefined) return found;
	renumber(rows, order, group);
	const second = tryPosition(rows, order, group, place, field);
	if (second === undefined) throw new Error(`no room in ${order.table} of ${group} after renumbering`);
	return second;
}

function tryPosition(
	rows: Rows,
	order: Ordering,
	group: string,
	place: Place,
	field: string,
): number | undefined {
	const { table, position } = order;
	const edge = (kind: 'min' | 'max', condition: string, ...values: readonly number[]): number | undefined =>
		rows.one<{ at: number | null }>(
			`SELECT ${kind}(${position}) AS at FROM ${table} WHERE ${order.group} = ? ${condition}`,
			group,
			...values,
		)?.at ?? undefined;
	switch (place.at) {
		case 'start':
			return between(undefined, edge('min', ''));
		case 'end':
			return between(edge('max', ''), undefined);
		case 'before': {
			const here = positionOf(rows, order, group, place.gid, field);
			return between(edge('max', `AND ${position} < ?`, here), here);
		}
		case 'after': {
			const here = positionOf(rows, order, group, place.gid, field);
			return between(here, edge('min', `AND ${position} > ?`, here));
		}
	}
}

function positionOf(rows: Rows, order: Ordering, group: string, gid: string, field: string): number {
	const row = rows.one<{ at: number }>(
		`SELECT ${order.position} AS at FROM ${order.table} WHERE ${order.group} = ? AND ${order.key} = ?`,
		group,
		gid,
	);
	if (!row) throw badRequest(`${field}: Unknown object: ${gid}`);
	return row.at;
}

function renumber(rows: Rows, order: Ordering, group: string): void {
	const { table, key, position } = order;
	const keys = rows.column(
		`SELECT ${key} FROM ${table} WHERE ${order.group} = ? ORDER BY ${position}`,
		group,
	);
	for (const [index, gid] of keys.entries()) {
		rows.run(
			`UPDATE ${table} SET ${position} = ? WHERE ${order.group} = ? AND ${key} = ?`,
			index * gap,
			group,
			gid,
		);
	}
}

/** Reads `insert_before` and `insert_after` (or their names in another call); null means the far end. */
export function readPlace(
	input: Input,
	fallback: 'start' | 'end',
	before = 'insert_before',
	after = 'insert_after',
): Place {
	const first = input[before];
	const second = input[after];
	if (first !== undefined && second !== undefined && first !== null && second !== null) {
		throw badRequest(`You may only specify one of ${before} or ${after}`);
	}
	if (first === null) return { at: 'end' };
	if (second === null) return { at: 'start' };
	if (first !== undefined) return { at: 'before', gid: readGid(before, first) };
	if (second !== undefined) return { at: 'after', gid: readGid(after, second) };
	return { at: fallback };
}

function readGid(field: string, value: unknown): string {
	if (typeof value !== 'string') throw badRequest(`${field}: Not a valid GID type: ${typeof value}`);
	return value;
}
