// Builds the web pages, or with --check says whether what is committed is what the sources give (ADR 011).
import { existsSync, globSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build, type InlineConfig } from 'vite';

const root = fileURLToPath(new URL('..', import.meta.url));
const checking = process.argv.includes('--check');

for (const index of globSync('packages/*/page/index.html', { cwd: root })) {
	const page = join(root, dirname(index));
	const built = join(page, 'built');
	if (!checking) {
		await build(configure(page, built));
		continue;
	}
	const fresh = mkdtempSync(join(tmpdir(), 'aegis-page-'));
	try {
		await build(configure(page, fresh));
		const stale = differences(fresh, built);
		if (stale.length > 0) {
			process.stderr.write(
				`${relative(root, page)}: built/ is not what the sources give (${stale.join(', ')}); run \`pnpm pages\` and commit\n`,
			);
			process.exitCode = 1;
		}
	} finally {
		rmSync(fresh, { recursive: true, force: true });
	}
}

/** How every page of Aegis is built: the same bytes for the same sources everywhere. */
function configure(page: string, outDir: string): InlineConfig {
	return {
		root: page,
		configFile: false,
		logLevel: 'warn',
		build: {
			outDir,
			emptyOutDir: true,
			target: 'es2023',
			// An inlined file would need `data:` in the page's content security policy.
			assetsInlineLimit: 0,
			modulePreload: { polyfill: false },
			reportCompressedSize: false,
			// Whoever is bundled asks for the licence to come along.
			license: { fileName: 'licences.md' },
			rolldownOptions: {
				// `use client` marks what a server must not render; nothing is rendered on a server here.
				onLog: (level, log, handle) => {
					if (log.code !== 'MODULE_LEVEL_DIRECTIVE') handle(level, log);
				},
				output: {
					// No hashes: the server answers with an ETag, and a rebuild changes files instead of renaming them.
					entryFileNames: '[name].js',
					chunkFileNames: '[name].js',
					assetFileNames: '[name][extname]',
				},
			},
		},
	};
}

/** The files that are not byte for byte the same in both folders. */
function differences(one: string, other: string): readonly string[] {
	const names = new Set([...filesOf(one), ...filesOf(other)]);
	return [...names].filter((name) => {
		const [first, second] = [join(one, name), join(other, name)];
		return !existsSync(first) || !existsSync(second) || !readFileSync(first).equals(readFileSync(second));
	});
}

function filesOf(folder: string): readonly string[] {
	return globSync('**/*', { cwd: folder, withFileTypes: true })
		.filter((entry) => entry.isFile())
		.map((entry) => relative(folder, join(entry.parentPath, entry.name)));
}
