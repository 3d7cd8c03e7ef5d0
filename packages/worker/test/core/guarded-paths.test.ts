import test from 'ava';
import { findGuardedChanges, type GuardRules, type PathChange } from '../../src/core/guarded-paths.ts';

const rules: GuardRules = { isAdded: () => false, isRelaxed: () => false, commands: [], exempt: [] };
const file = (path: string, before: string | null = null, after: string | null = null): PathChange => ({
	path,
	mode: '100644',
	before,
	after,
});
const whyOf = (change: PathChange, given: Partial<GuardRules> = {}): string | null =>
	findGuardedChanges([change], { ...rules, ...given })[0]?.why ?? null;

const guarded: Readonly<Record<string, readonly string[]>> = {
	CI: [
		'.github/workflows/ci.yml',
		'.GitHub/CODEOWNERS',
		'.gitlab-ci.yml',
		'Jenkinsfile',
		'.circleci/config.yml',
	],
	hooks: ['.husky/pre-commit', 'lefthook.yml', '.pre-commit-config.yaml', '.githooks/pre-push'],
	git: ['.gitmodules', 'deep/.gitattributes', '.lfsconfig'],
	'lock file': [
		'package-lock.json',
		'packages/a/yarn.lock',
		'pnpm-lock.yaml',
		'Cargo.lock',
		'go.sum',
		'uv.lock',
	],
	'package manager': [
		'.npmrc',
		'.yarnrc.yml',
		'.pnpmfile.cjs',
		'bunfig.toml',
		'pnpm-workspace.yaml',
		'.yarn/x.cjs',
	],
	'test configuration': [
		'vitest.config.ts',
		'jest.config.js',
		'pytest.ini',
		'tests/conftest.py',
		'.mocharc.json',
	],
	'what agents are told': ['CLAUDE.md', 'docs/AGENTS.md', '.claude/settings.json', '.mcp.json'],
	Aegis: ['aegis_config.json', 'swarm_memory.md', 'user_preferences.md'],
	'editor and shell': ['.vscode/tasks.json', '.envrc', '.devcontainer/devcontainer.json'],
};

for (const [why, paths] of Object.entries(guarded)) {
	test(`guarded: ${why}`, (t) => {
		for (const path of paths) t.is(whyOf(file(path)), why, path);
	});
}

test('ordinary work is not guarded', (t) => {
	const paths = [
		'src/main.ts',
		'test/main.test.ts',
		'README.md',
		'docs/ci.md',
		'.gitignore',
		'scripts/x.sh',
		'Makefile',
	];
	for (const path of paths) t.is(whyOf(file(path)), null, path);
});

test('what the operator’s own commands run is guarded: the script they name, the file of their task runner', (t) => {
	const commands = ['sh ./scripts/check.sh && make test', 'node --test test/a.test.js'];
	t.is(whyOf(file('scripts/check.sh'), { commands }), 'what the checks run');
	t.is(whyOf(file('Makefile'), { commands }), 'what the checks run');
	t.is(whyOf(file('test/a.test.js'), { commands }), null, 'a test is work');
	t.is(whyOf(file('other.sh'), { commands }), null);
});

test('of a package.json the scripts, the tools’ configuration and foreign sources are guarded, a raised version is not', (t) => {
	const base = {
		name: 'a',
		version: '1.0.0',
		scripts: { test: 'node --test' },
		dependencies: { x: '^1.0.0' },
	};
	const change = (after: object | string): string | null =>
		whyOf(
			file(
				'packages/a/package.json',
				JSON.stringify(base),
				typeof after === 'string' ? after : JSON.stringify(after),
			),
		);
	t.is(change({ ...base, version: '2.0.0', dependencies: { x: '^2.0.0', y: '~1.2.3 || >=4 <5' } }), null);
	t.is(change({ ...base, type: 'module', devDependencies: { z: 'workspace:*', w: 'npm:v@1.2' } }), null);
	const scripts = 'package scripts';
	t.is(change({ ...base, scripts: { test: 'true' } }), scripts);
	t.is(change({ ...base, scripts: { ...base.scripts, postinstall: 'sh evil.sh' } }), scripts);
	t.is(change({ ...base, packageManager: 'pnpm@1' }), scripts);
	t.is(change({ ...base, jest: { testMatch: [] } }), scripts);
	t.is(change({ ...base, overrides: { x: '0.0.1' } }), scripts);
	for (const source of [
		'git+ssh://evil.example/x',
		'https://evil.example/x.tgz',
		'file:../x',
		'evil/x',
		'github:a/b',
	])
		t.is(change({ ...base, dependencies: { x: source } }), scripts, source);
	t.is(change('{"scripts":'), scripts, 'what cannot be read');
	t.is(whyOf(file('package.json', null, JSON.stringify({ name: 'new' }))), null);
	t.is(whyOf(file('package.json', JSON.stringify(base), null)), scripts, 'removed with its scripts');
});

test('of a pyproject.toml tools and scripts are guarded, dependencies are not', (t) => {
	const before = '[project]\ndependencies = ["a"]\n[tool.pytest.ini_options]\naddopts = "-q"\n';
	t.is(whyOf(file('pyproject.toml', before, before.replace('"a"', '"a", "b"'))), null);
	t.is(whyOf(file('pyproject.toml', before, before.replace('-q', '-q --co'))), 'test configuration');
	t.is(
		whyOf(file('pyproject.toml', before, `${before}[build-system]\nrequires = ["evil"]\n`)),
		'test configuration',
	);
});

test('links that lead out and commits of other repositories are guarded', (t) => {
	const link = (path: string, after: string | null): string | null =>
		whyOf({ path, mode: '120000', before: null, after });
	t.is(link('a/b', '../c'), null);
	for (const target of ['/etc/passwd', '../../x', '~/x', 'C:\\x', null])
		t.is(link('a/b', target), 'link out of the repository', String(target));
	t.is(whyOf({ path: 'lib', mode: '160000', before: null, after: null }), 'submodule');
});

test('the operator adds and relaxes; Aegis’s own memory is free for the agent that writes it', (t) => {
	t.is(
		whyOf(file('infra/main.tf'), { isAdded: (path) => path.startsWith('infra/') }),
		'named by this project',
	);
	t.is(whyOf(file('package-lock.json'), { isRelaxed: () => true }), null);
	t.is(whyOf(file('swarm_memory.md'), { exempt: ['swarm_memory.md'] }), null);
});
