/** Fields of a package.json that say what a package is, and run nothing and configure no tool. */
const plain = new Set([
	'name',
	'version',
	'description',
	'keywords',
	'homepage',
	'bugs',
	'license',
	'author',
	'contributors',
	'maintainers',
	'funding',
	'repository',
	'files',
	'main',
	'module',
	'browser',
	'types',
	'typings',
	'typesVersions',
	'exports',
	'bin',
	'man',
	'directories',
	'type',
	'sideEffects',
	'private',
	'engines',
	'os',
	'cpu',
	'peerDependenciesMeta',
]);
const dependencyFields = new Set([
	'dependencies',
	'devDependencies',
	'peerDependencies',
	'optionalDependencies',
]);

/** A version of a registry, by whatever range: what the lock file answers for. */
const registryRange = /^(npm:|workspace:|catalog:)?[\w@./ ^~<>=|*+-]*$/;
const foreignSource =
	/^(git[+:@]|git$|https?:|file:|link:|portal:|patch:|github:|gitlab:|bitbucket:|[\w.-]+\/[\w.-]+(#|$))/;

/**
 * What of a package.json lands only with a second tick: scripts, the configuration of tools, and dependencies that come from
 * elsewhere than a registry. A version that is raised is not among it. The whole text where it is no JSON object.
 */
export function readPackageGuards(text: string | null): string {
	if (text === null) return '{}';
	try {
		const value: unknown = JSON.parse(text);
		if (typeof value !== 'object' || value === null || Array.isArray(value)) return text;
		const guarded = Object.entries(value).flatMap(([key, field]: [string, unknown]): [string, unknown][] => {
			if (plain.has(key)) return [];
			return dependencyFields.has(key) ? foreignDependencies(key, field) : [[key, field]];
		});
		return JSON.stringify(Object.fromEntries(guarded.toSorted(([a], [b]) => (a < b ? -1 : 1))));
	} catch {
		return text;
	}
}

function foreignDependencies(key: string, field: unknown): [string, unknown][] {
	if (typeof field !== 'object' || field === null) return [[key, field]];
	const foreign = Object.entries(field).filter(
		([, range]) => typeof range !== 'string' || foreignSource.test(range) || !registryRange.test(range),
	);
	return foreign.length === 0 ? [] : [[key, Object.fromEntries(foreign)]];
}

const guardedTable =
	/^(build-system|project\.(scripts|gui-scripts|entry-points.*)|tool\.(?!poetry\.(dependencies|group\.)|uv\.sources|ruff|black|isort|mypy|pyright).*)$/;

/** The tables of a pyproject.toml that run or configure something; not the packages it depends on, nor its formatters. */
export function readPyprojectGuards(text: string | null): string {
	if (text === null) return '';
	let guarded = false;
	const kept = text.split(/\r?\n/).filter((line) => {
		const table = /^\s*\[+\s*([^\]]+?)\s*\]+/.exec(line)?.[1];
		if (table !== undefined) guarded = guardedTable.test(table.replaceAll(/["'\s]/g, ''));
		return guarded && line.trim() !== '' && !line.trimStart().startsWith('#');
	});
	return kept.join('\n');
}
