export interface Named {
	readonly gid: string;
	readonly name: string;
}

export type Pick<Item> =
	| { readonly kind: 'one'; readonly item: Item }
	| { readonly kind: 'none' }
	| { readonly kind: 'several'; readonly items: readonly Item[] };

/** The one that is meant by a gid or, in any case, a name; without either the only one there is. */
export function pickNamed<Item extends Named>(
	items: readonly Item[],
	wanted: string | undefined,
): Pick<Item> {
	const name = wanted?.trim().toLowerCase();
	const byGid = items.filter(({ gid }) => gid === wanted);
	const meant =
		name === undefined
			? items
			: byGid.length > 0
				? byGid
				: items.filter((item) => item.name.trim().toLowerCase() === name);
	const [item] = meant;
	if (item === undefined) return { kind: 'none' };
	return meant.length === 1 ? { kind: 'one', item } : { kind: 'several', items: meant };
}

/** Names with their gids for a sentence; a long list is cut. */
export function nameAll(items: readonly Named[], most = 20): string {
	const shown = items.slice(0, most).map(({ gid, name }) => `${name} (${gid})`);
	const left = items.length - shown.length;
	return [...shown, ...(left > 0 ? [`and ${left} more`] : [])].join(', ');
}
