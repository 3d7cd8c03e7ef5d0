import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import test from 'ava';
import { ProjectConfig } from '@aegis/shared/config';
import type { RunSpec } from '@aegis/shared/domain';
import { makeTempDir } from '@aegis/shared/testing';
import { findGuarded, inspectGuarded } from '../../src/run/guarded.ts';

function makeRepository(path: string) {
	const git = (...args: string[]): string =>
		execFileSync('git', ['-C', path, '-c', 'user.name=T', '-c', 'user.email=t@localhost', ...args], {
			encoding: 'utf8',
		}).trim();
	git('init', '-q', '--initial-branch=main');
	const commit = (files: Record<string, string>): string => {
		for (const [name, text] of Object.entries(files)) {
			mkdirSync(dirname(join(path, name)), { recursive: true });
			writeFileSync(join(path, name), text);
		}
		git('add', '--all');
		git('commit', '-q', '--allow-empty', '-m', 'x');
		return git('rev-parse', 'HEAD');
	};
	return { gitDir: join(path, '.git'), git, commit };
}

const run = (config: object = {}, spec: Partial<RunSpec> = {}) => ({
	spec: { cardGid: '1', agent: 'Merger', ...spec } as RunSpec,
	config: ProjectConfig.parse(config),
});

test('what is guarded is named, and its digest holds over a base that moves elsewhere, and over nothing else', async (t) => {
	using folder = makeTempDir();
	const { gitDir, git, commit } = makeRepository(folder.path);
	commit({ 'package.json': '{"scripts": {"test": "node --test"}}', 'a.txt': 'a', '.npmrc': 'x=1' });
	git('switch', '-q', '-c', 'card');
	const head = commit({ 'package.json': '{"scripts": {"test": "true"}}', 'src.txt': 'work' });
	const branch = { branch: 'card', headSha: head, commits: 1, pushed: false };
	const { guarded } = await inspectGuarded(gitDir, 'main', branch, run());
	t.deepEqual(guarded?.changes, [{ path: 'package.json', why: 'package scripts' }]);

	git('switch', '-q', 'main');
	const elsewhere = commit({ 'b.txt': 'b', '.npmrc': 'x=2' });
	git('merge', '-q', '--no-edit', 'card');
	const landed = await findGuarded(gitDir, { from: elsewhere, to: 'HEAD', head }, run());
	t.is(landed?.digest, guarded?.digest, 'what would land is what was looked at');

	const other = await findGuarded(gitDir, { from: elsewhere, to: 'HEAD', head }, run({}, { cardGid: '2' }));
	t.not(other?.digest, guarded?.digest, 'another card');
	git('switch', '-q', 'card');
	const more = commit({ 'src.txt': 'more work' });
	const later = await inspectGuarded(gitDir, 'main', { ...branch, headSha: more }, run());
	t.not(later.guarded?.digest, guarded?.digest, 'another commit');
});

test('a base that moves under a guarded path is another matter', async (t) => {
	using folder = makeTempDir();
	const { gitDir, git, commit } = makeRepository(folder.path);
	const lines = ['one', 'two', 'three', 'four', 'five', 'six', 'seven'];
	commit({ '.github/ci.yml': lines.join('\n') });
	git('switch', '-q', '-c', 'card');
	const head = commit({ '.github/ci.yml': ['card', ...lines.slice(1)].join('\n') });
	const branch = { branch: 'card', headSha: head, commits: 1, pushed: false };
	const { guarded } = await inspectGuarded(gitDir, 'main', branch, run());
	git('switch', '-q', 'main');
	const moved = commit({ '.github/ci.yml': [...lines.slice(0, -1), 'main'].join('\n') });
	git('merge', '-q', '--no-edit', 'card');
	const landed = await findGuarded(gitDir, { from: moved, to: 'HEAD', head }, run());
	t.not(landed?.digest, guarded?.digest);
});

test('nothing guarded is null; the project’s own globs count; what git cannot say is not let through', async (t) => {
	using folder = makeTempDir();
	const { gitDir, git, commit } = makeRepository(folder.path);
	const from = commit({ a: 'a' });
	git('switch', '-q', '-c', 'card');
	const head = commit({ 'infra/x.tf': 'x', 'swarm_memory.md': '- x', 'yarn.lock': 'y' });
	const change = { from, to: head, head };
	const { changes } =
		(await findGuarded(gitDir, change, run({ guarded_paths: { add: ['infra/**'] } }))) ?? {};
	t.deepEqual(
		changes?.map(({ path }) => path),
		['infra/x.tf', 'swarm_memory.md', 'yarn.lock'],
	);
	const documentation = run({ guarded_paths: { relax: ['*.lock'] } }, { agent: 'Documentation' });
	t.is(await findGuarded(gitDir, change, documentation), null);
	await t.throwsAsync(findGuarded(gitDir, { ...change, from: 'nowhere' }, run()), { code: 'GIT_FAILED' });
});

test('attack 39: a change that takes tests away, or out of use, waits for a person', async (t) => {
	using folder = makeTempDir();
	const { gitDir, git, commit } = makeRepository(folder.path);
	const tests = "test('a', () => {});\ntest('b', () => {});\n";
	const from = commit({ 'test/a.test.js': tests, 'test/b.test.js': tests, 'src.js': 'x' });
	git('switch', '-q', '-c', 'card');
	const disabled = commit({ 'test/a.test.js': tests.replace("test('a'", "test.skip('a'"), 'src.js': 'y' });
	const find = (to: string, config: object = {}) => findGuarded(gitDir, { from, to, head: to }, run(config));

	t.deepEqual((await find(disabled))?.changes, [
		{ path: 'test/a.test.js', why: 'fewer tests: 2 before, 1 now' },
	]);
	t.is(
		await find(disabled, { guarded_paths: { relax: ['test/**'] } }),
		null,
		'the operator may say otherwise',
	);
	git('rm', '-q', 'test/b.test.js');
	const removed = commit({ 'test/a.test.js': tests });
	t.deepEqual((await find(removed))?.changes, [
		{ path: 'test/b.test.js', why: 'fewer tests: 2 before, 0 now' },
	]);
	t.is(await find(commit({ 'test/c.test.js': tests })), null, 'moved, not lost');
});
