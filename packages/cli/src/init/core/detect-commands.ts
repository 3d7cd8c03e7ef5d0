import { detectNodeHydration, detectNodeTest } from './node-project.ts';
import { detectPythonHydration, detectPythonTest } from './python-project.ts';
import { hasFile, type RepositoryListing } from './repository-listing.ts';

interface Toolchain {
	readonly marks: readonly string[];
	readonly test: string;
	readonly hydration: string | null;
}

/** Toolchains whose commands are the same everywhere, in the order they are looked for. */
const toolchains: readonly Toolchain[] = [
	{ marks: ['go.mod'], test: 'go test ./...', hydration: 'go mod download' },
	{ marks: ['Cargo.toml'], test: 'cargo test', hydration: 'cargo fetch' },
	{ marks: ['deno.json', 'deno.jsonc'], test: 'deno test', hydration: null },
	{ marks: ['mix.exs'], test: 'mix test', hydration: 'mix deps.get' },
	{ marks: ['gradlew'], test: './gradlew test', hydration: null },
	{ marks: ['mvnw'], test: './mvnw -q test', hydration: null },
	{ marks: ['pom.xml'], test: 'mvn -q test', hydration: null },
	{ marks: ['.rspec'], test: 'bundle exec rspec', hydration: 'bundle install' },
	{ marks: ['phpunit.xml', 'phpunit.xml.dist'], test: 'vendor/bin/phpunit', hydration: 'composer install' },
	{ marks: ['test.sh'], test: 'sh ./test.sh', hydration: null },
];

/** The command that runs a repository's tests, or null where nothing says that there are any. */
export function detectTestCommand(listing: RepositoryListing): string | null {
	const node = detectNodeTest(listing);
	if (node !== null && node !== 'node --test') return node;
	return detectMakeTest(listing) ?? node ?? findToolchain(listing)?.test ?? detectPythonTest(listing);
}

/** The command that fetches what a fresh worktree lacks, or null where nothing is needed. */
export function detectHydrationCommand(listing: RepositoryListing): string | null {
	return (
		detectNodeHydration(listing) ??
		detectPythonHydration(listing) ??
		findToolchain(listing)?.hydration ??
		null
	);
}

function findToolchain(listing: RepositoryListing): Toolchain | undefined {
	return toolchains.find(({ marks }) => hasFile(listing, ...marks));
}

function detectMakeTest(listing: RepositoryListing): string | null {
	const makefile =
		listing.texts['Makefile'] ?? listing.texts['makefile'] ?? listing.texts['GNUmakefile'] ?? '';
	const target = ['test', 'check', 'tests'].find((name) =>
		new RegExp(`^${name}\\s*:(?!=)`, 'm').test(makefile),
	);
	return target === undefined ? null : `make ${target}`;
}
