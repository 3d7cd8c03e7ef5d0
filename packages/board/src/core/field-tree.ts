/** The fields a caller asked for; an empty tree below a name means the bare reference. */
export type FieldTree = ReadonlyMap<string, FieldTree>;

type Growing = Map<string, Growing>;

/** The most paths that groups may stand for: a text of nested groups would otherwise be worth a thousand times its length. */
const maxPaths = 1_000;

/**
 * Reads `opt_fields`: comma-separated dotted paths, repeated or not. `this` stands for the record itself, and a group
 * like `(assignee|created_by).name` for each of its names.
 */
export function parseFields(input: unknown): FieldTree | undefined {
	const paths = (Array.isArray(input) ? input : [input])
		.filter((part): part is string => typeof part === 'string')
		.flatMap((part) => part.split(','))
		.map((path) => path.trim())
		.filter((path) => path !== '')
		.flatMap(spellOut)
		.slice(0, maxPaths)
		.filter((path) => path.length > 0);
	if (paths.length === 0) return undefined;

	const tree: Growing = new Map();
	for (const path of paths) addPath(tree, path);
	return tree;
}

/** The paths that one with groups stands for, as lists of names. */
function spellOut(path: string): readonly (readonly string[])[] {
	return path.split('.').reduce<readonly (readonly string[])[]>(
		(found, segment) => {
			const group = /^\(([^()]*)\)$/.exec(segment)?.[1];
			const names = group === undefined ? [segment] : group.split('|').map((name) => name.trim());
			return found
				.flatMap((before) =>
					names.map((name) => (name === 'this' || name === '' ? before : [...before, name])),
				)
				.slice(0, maxPaths);
		},
		[[]],
	);
}

function addPath(tree: Growing, path: readonly string[]): void {
	let node = tree;
	for (const name of path) {
		const next: Growing = node.get(name) ?? new Map();
		node.set(name, next);
		node = next;
	}
}
