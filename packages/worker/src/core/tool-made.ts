/** Folders that a tool makes and no person writes in, by name. Each from its tool's documentation. */
const folders = new Set([
	'node_modules',
	'bower_components',
	'.venv',
	'__pycache__',
	'.pytest_cache',
	'.mypy_cache',
	'.ruff_cache',
	'.tox',
	'.nox',
	'.hypothesis',
	'.eggs',
	'.ipynb_checkpoints',
	'.nyc_output',
	'.gradle',
	'.parcel-cache',
	'.turbo',
	'.next',
	'.nuxt',
	'.svelte-kit',
	'.angular',
	'.terraform',
	'.stack-work',
	'.dart_tool',
	'.pnpm-store',
	'.npm',
	'.cache',
	'htmlcov',
	'.sass-cache',
	'.phpunit.cache',
]);

/** A file that says what the folder it lies in is. */
const tells: readonly RegExp[] = [
	// bford.info/cachedir: cargo, pytest, mypy, ruff, ccache and others write it.
	/^CACHEDIR\.TAG$/,
	/^pyvenv\.cfg$/,
	/^\.rustc_info\.json$/,
	/^(lcov\.info|coverage-final\.json|clover\.xml|cobertura-coverage\.xml|\.last_run\.json|\.resultset\.json)$/,
	/^CMakeCache\.txt$/,
];

const files: readonly RegExp[] = [
	/\.py[co]$/,
	/^\.coverage(\..*)?$/,
	/^(vg)?core\.\d+$/,
	/^(npm-debug|yarn-error|yarn-debug|pnpm-debug|lerna-debug)\.log.*$/,
	/\.tsbuildinfo$/,
	/^\.(eslint|stylelint|prettier)cache$/,
	/^(\.DS_Store|Thumbs\.db|desktop\.ini)$/,
	/\.sw[op]$/,
	/^hs_err_pid\d+\.log$/,
];

/** What a shell line with a slip leaves in the folder it ran in: `pip install x>=1`, `2>1`, `> NUL`, `->`. */
const strays = /^(?:[-=&|<>{}()[\];,].*|\d{1,3}|nul|NUL|EOF|\$\w*|core)$/;

/**
 * The folders and files among these new ones that tools made: the topmost folder for all below it (with a slash at its end),
 * else the file. Paths are relative to the repository's root.
 */
export function findToolMade(paths: readonly string[]): Set<string> {
	const told = new Set<string>();
	for (const path of paths) {
		const at = path.lastIndexOf('/');
		// What lies at the root says nothing of a folder.
		if (at > 0 && tells.some((tell) => tell.test(path.slice(at + 1)))) told.add(path.slice(0, at + 1));
	}
	const made = new Set<string>();
	for (const path of paths) {
		const found = folderOf(path, told) ?? (isMadeFile(path) ? path : null);
		if (found !== null) made.add(found);
	}
	return made;
}

/** Whether a path is one of these, or lies in a folder of them. */
export function isAmong(path: string, made: ReadonlySet<string>): boolean {
	if (made.has(path)) return true;
	for (let at = path.indexOf('/'); at !== -1; at = path.indexOf('/', at + 1))
		if (made.has(path.slice(0, at + 1))) return true;
	return false;
}

function folderOf(path: string, told: ReadonlySet<string>): string | null {
	let from = 0;
	for (let at = path.indexOf('/'); at !== -1; at = path.indexOf('/', at + 1)) {
		const name = path.slice(from, at);
		const folder = path.slice(0, at + 1);
		if (folders.has(name) || name.endsWith('.egg-info') || told.has(folder)) return folder;
		from = at + 1;
	}
	return null;
}

function isMadeFile(path: string): boolean {
	const name = path.slice(path.lastIndexOf('/') + 1);
	return files.some((file) => file.test(name)) || (name === path && strays.test(path));
}
