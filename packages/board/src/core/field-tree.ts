/** The fields a caller asked for; an empty tree below a name means the bare reference. */
export type FieldTree = ReadonlyMap<string, FieldTree>;

type Growing = Map<string, Growing>;

/** Reads `opt_fields`: comma-separated dotted paths, repeated or not, `this.` optional. */
export function parseFields(input: unknown): FieldTree | undefined {
	const paths = (Array.isArray(input) ? input : [input])
		.filter((part): part is string => typeof part === 'string')
		.flatMap((part) => part.split(','))
		.map((path) => path.trim().replace(/^this\.?/, ''))
		.filter((path) => path !== '');
	if (paths.length === 0) return undefined;

	const tree: Growing = new Map();
	for (const path of paths) addPath(tree, path);
	return tree;
}

function addPath(tree: Growing, path: string): void {
	let node = tree;
	for (const name of path.split('.')) {
		const next: Growing = node.get(name) ?? new Map();
		node.set(name, next);
		node = next;
	}
}
