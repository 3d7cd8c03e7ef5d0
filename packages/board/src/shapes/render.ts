import type { FieldTree } from '../core/field-tree.ts';
import { shapes } from './registry.ts';
import { Ref, remember } from './shape.ts';
import type { Shape, Value, View } from './shape.ts';

export type Json = string | number | boolean | null | readonly Json[] | { readonly [name: string]: Json };

/** Kinds worth reading once per answer, because many records mention the same one. */
const shared: ReadonlySet<string> = new Set([
	'project',
	'section',
	'user',
	'workspace',
	'custom_field',
	'tag',
	'team',
]);

/** Renders one resource in full, or with exactly the fields asked for; undefined when it is gone. */
export function renderFull(view: View, type: string, gid: string, fields?: FieldTree): Json | undefined {
	return renderResource(view, new Ref(type, gid), 'full', fields);
}

/** Renders one resource compactly, or with exactly the fields asked for; undefined when it is gone. */
export function renderCompact(view: View, type: string, gid: string, fields?: FieldTree): Json | undefined {
	return renderResource(view, new Ref(type, gid), 'compact', fields);
}

function renderResource(
	view: View,
	target: Ref,
	size: 'compact' | 'full',
	fields?: FieldTree,
): Json | undefined {
	const shape = shapeOf(target.type);
	const row = target.row ?? loadRow(view, shape, target);
	if (!row) return undefined;
	const out: Record<string, Json> = {};
	if (fields && 'gid' in shape.fields) out['gid'] = target.gid;
	for (const name of fields ? fields.keys() : shape[size]) {
		// A caller may ask for `__proto__` or `toString`: only what the shape itself defines is a field.
		const read = Object.hasOwn(shape.fields, name) ? shape.fields[name] : undefined;
		const value = read ? renderValue(view, read(row, view), fields?.get(name)) : undefined;
		if (value !== undefined) out[name] = value;
	}
	return out;
}

/** Renders what a field computed; `fields` absent means compact, empty means bare references. */
export function renderValue(view: View, value: Value, fields?: FieldTree): Json | undefined {
	if (value === undefined || value === null || typeof value !== 'object') return value;
	if (value instanceof Ref) return renderRef(view, value, fields);
	if (Array.isArray(value)) {
		return value.map((item: Value) => renderValue(view, item, fields)).filter((item) => item !== undefined);
	}
	const out: Record<string, Json> = {};
	for (const [name, inner] of Object.entries(value)) {
		if (fields && fields.size > 0 && !fields.has(name)) continue;
		const rendered = renderValue(view, inner, fields && fields.size > 0 ? fields.get(name) : fields);
		if (rendered !== undefined) out[name] = rendered;
	}
	return out;
}

function renderRef(view: View, target: Ref, fields?: FieldTree): Json {
	const shape = shapeOf(target.type);
	if (!fields || (fields.size === 0 && shape.alwaysCompact)) {
		return renderResource(view, target, 'compact') ?? bare(target);
	}
	if (fields.size === 0) return bare(target);
	return renderResource(view, target, 'compact', fields) ?? bare(target);
}

/** All that is left to say of something that is only named, or gone. */
function bare(target: Ref): Json {
	return { gid: target.gid, resource_type: target.type };
}

function shapeOf(type: string): Shape {
	const shape = shapes[type];
	if (!shape) throw new Error(`no shape for ${type}`);
	return shape;
}

function loadRow(view: View, shape: Shape, target: Ref): object | undefined {
	const { table } = shape;
	if (table === undefined) return { gid: target.gid };
	const load = (): object | undefined =>
		view.store.rows.one<object>(`SELECT * FROM ${table} WHERE gid = ?`, target.gid);
	return shared.has(target.type) ? remember(view, `${target.type} ${target.gid}`, load) : load();
}
