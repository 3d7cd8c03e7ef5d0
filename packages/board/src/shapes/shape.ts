import type { Store } from '../store/data/store.ts';

/** A mention of a resource inside a record: rendered compact, bare, or with the fields asked for. */
export class Ref {
	readonly type: string;
	readonly gid: string;
	readonly row: object | undefined;

	constructor(type: string, gid: string, row?: object) {
		this.type = type;
		this.gid = gid;
		this.row = row;
	}
}

/** What a field computes: plain JSON, references, or lists and objects of them. */
export type Value =
	| string
	| number
	| boolean
	| null
	| undefined
	| Ref
	| readonly Value[]
	| { readonly [name: string]: Value };

/** How one kind of row becomes Asana's record. */
export interface Shape<Row extends object = object> {
	/** The table its rows come from. */
	readonly table?: string;
	readonly compact: readonly string[];
	readonly full: readonly string[];
	/** A bare reference to it shows the compact record, not only the gid. */
	readonly alwaysCompact?: boolean;
	readonly fields: Readonly<Record<string, (row: Row, view: View) => Value>>;
}

/** What a rendering may look at: the store, who asks, and rows it has already read. */
export interface View {
	readonly store: Store;
	readonly user: string;
	readonly cache: Map<string, object | undefined>;
}

export function ref(type: string, gid: string | null | undefined): Ref | null {
	return gid == null ? null : new Ref(type, gid);
}

export function refs(type: string, gids: readonly string[]): readonly Ref[] {
	return gids.map((gid) => new Ref(type, gid));
}

/** Fields copied from columns of the same name. */
export function columns<Row extends object>(
	...names: readonly (keyof Row & string)[]
): Record<string, (row: Row) => Value> {
	return Object.fromEntries(names.map((name) => [name, (row: Row) => row[name] as Value]));
}

/** Fields kept as 0 or 1 in columns of the same name. */
export function flags<Row extends object>(
	...names: readonly (keyof Row & string)[]
): Record<string, (row: Row) => Value> {
	return Object.fromEntries(names.map((name) => [name, (row: Row) => row[name] === 1]));
}

/** Remembers what was computed under a key while one answer is rendered. */
export function remember<T extends object | undefined>(view: View, key: string, compute: () => T): T {
	if (view.cache.has(key)) return view.cache.get(key) as T;
	const value = compute();
	view.cache.set(key, value);
	return value;
}
