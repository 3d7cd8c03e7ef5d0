import test from 'ava';
import { detectHydrationCommand, detectTestCommand } from '../../../src/init/core/detect-commands.ts';
import type { PackageJson, RepositoryListing } from '../../../src/init/core/repository-listing.ts';

function listing(
	files: readonly string[],
	more: {
		scripts?: Record<string, string>;
		manager?: string;
		dependencies?: boolean;
		texts?: Record<string, string>;
	} = {},
): RepositoryListing {
	const packageJson: PackageJson | null = files.includes('package.json')
		? {
				scripts: more.scripts ?? {},
				packageManager: more.manager ?? null,
				hasDependencies: more.dependencies ?? false,
			}
		: null;
	return { files, packageJson, texts: more.texts ?? {} };
}

const withDependencies = { scripts: { test: 'ava' }, dependencies: true };
const initScript = 'echo "Error: no test specified" && exit 1';

const cases: readonly (readonly [string, RepositoryListing, string | null, string | null])[] = [
	['nothing at all', listing(['README.md']), null, null],
	['npm with a lock', listing(['package.json', 'package-lock.json'], withDependencies), 'npm test', 'npm ci'],
	[
		'npm without one',
		listing(['package.json'], withDependencies),
		'npm test',
		'npm install --no-package-lock',
	],
	[
		'npm without dependencies',
		listing(['package.json'], { scripts: { test: 'node --test' } }),
		'npm test',
		null,
	],
	[
		'pnpm',
		listing(['package.json', 'pnpm-lock.yaml'], withDependencies),
		'pnpm test',
		'pnpm install --frozen-lockfile',
	],
	[
		'pnpm by name',
		listing(['package.json'], { ...withDependencies, manager: 'pnpm@10.0.0' }),
		'pnpm test',
		'pnpm install',
	],
	[
		'classic yarn',
		listing(['package.json', 'yarn.lock'], withDependencies),
		'yarn test',
		'yarn install --frozen-lockfile',
	],
	[
		'modern yarn',
		listing(['package.json', 'yarn.lock', '.yarnrc.yml'], withDependencies),
		'yarn test',
		'yarn install --immutable',
	],
	[
		'bun',
		listing(['package.json', 'bun.lock'], withDependencies),
		'bun run test',
		'bun install --frozen-lockfile',
	],
	['the script npm init writes', listing(['package.json'], { scripts: { test: initScript } }), null, null],
	[
		'tests without a script',
		listing(['package.json', 'test/a.test.js'], { scripts: { test: initScript } }),
		'node --test',
		null,
	],
	[
		'make',
		listing(['Makefile'], { texts: { Makefile: 'all:\n\ttrue\ntest: all\n\ttrue\n' } }),
		'make test',
		null,
	],
	['make check', listing(['Makefile'], { texts: { Makefile: 'check:\n\ttrue\n' } }), 'make check', null],
	['a variable named test', listing(['Makefile'], { texts: { Makefile: 'test := 1\n' } }), null, null],
	[
		'make before go',
		listing(['go.mod', 'Makefile'], { texts: { Makefile: 'test:\n\tgo test\n' } }),
		'make test',
		'go mod download',
	],
	['go', listing(['go.mod', 'main.go']), 'go test ./...', 'go mod download'],
	['cargo', listing(['Cargo.toml']), 'cargo test', 'cargo fetch'],
	['uv', listing(['pyproject.toml', 'uv.lock', 'tests/conftest.py']), 'uv run pytest', 'uv sync'],
	[
		'poetry',
		listing(['pyproject.toml', 'poetry.lock'], { texts: { 'pyproject.toml': '[tool.pytest.ini_options]' } }),
		'poetry run pytest',
		'poetry install',
	],
	['plain python', listing(['setup.py', 'tests/test_a.py']), 'python3 -m unittest discover', null],
	['pytest alone', listing(['a.py', 'pytest.ini']), 'python3 -m pytest', null],
	[
		'requirements',
		listing(['requirements.txt', 'conftest.py']),
		'.venv/bin/python -m pytest',
		'python3 -m venv .venv && .venv/bin/python -m pip install -q -r requirements.txt',
	],
	['python without tests', listing(['setup.py', 'a.py']), null, null],
	['gradle', listing(['gradlew', 'build.gradle']), './gradlew test', null],
	['a test script', listing(['test.sh']), 'sh ./test.sh', null],
];

for (const [title, given, testCommand, hydration] of cases) {
	test(`finds the commands of: ${title}`, (t) => {
		t.is(detectTestCommand(given), testCommand);
		t.is(detectHydrationCommand(given), hydration);
	});
}
