import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'ava';
import { readCardChanges } from '../../src/read/card-changes.ts';
import { makeTempHome } from '../helpers/temp-home.ts';

const base = { name: 'main', ref: 'refs/heads/main' };

test('a card’s change is its branch against the base, each commit alone, and what it brought once merged', async (t) => {
	using home = makeTempHome();
	const repository = home.root;
	const git = (...args: string[]): string =>
		execFileSync('git', ['-C', repository, '-c', 'user.name=A', '-c', 'user.email=a@b.c', ...args], {
			encoding: 'utf8',
		}).trim();
	const commit = (file: string, message: string): string => {
		writeFileSync(join(repository, file), `${message}\n`);
		git('add', file);
		git('commit', '-qm', `${message}\n\nAegis-Card: 7\nAegis-Run: r`);
		return git('rev-parse', 'HEAD');
	};
	git('init', '-q', '-b', 'main');
	writeFileSync(join(repository, 'a.txt'), 'a\n');
	git('add', '.');
	git('commit', '-qm', 'first');
	t.like(await readCardChanges(repository, base, '7', null), { state: 'none', commits: [], diff: '' });

	git('checkout', '-qb', 'feat/task-7');
	const one = commit('one.txt', 'one');
	const two = commit('two.txt', 'two');
	git('checkout', '-q', 'main');
	const whole = await readCardChanges(repository, base, '7', null);
	t.like(whole, { state: 'branch', head: two, base: 'main' });
	t.deepEqual(
		whole.commits.map(({ sha, subject }) => [sha, subject]),
		[
			[two, 'two'],
			[one, 'one'],
		],
	);
	t.true(whole.diff.includes('+one') && whole.diff.includes('+two'));
	const alone = await readCardChanges(repository, base, '7', one);
	t.true(alone.diff.includes('+one') && !alone.diff.includes('+two'));
	const foreign = await readCardChanges(repository, base, '7', git('rev-parse', 'main'));
	t.is(foreign.diff, whole.diff, 'a commit that is not the card’s shows nothing else');

	git('merge', '-q', '--ff-only', 'feat/task-7');
	git('branch', '-D', 'feat/task-7');
	const merged = await readCardChanges(repository, base, '7', null);
	t.like(merged, { state: 'merged', head: two, diff: whole.diff });
});

test('a repository’s own settings run no program', async (t) => {
	using home = makeTempHome();
	const repository = home.root;
	const git = (...args: string[]): void =>
		void execFileSync('git', ['-C', repository, '-c', 'user.name=A', '-c', 'user.email=a@b.c', ...args]);
	git('init', '-q', '-b', 'main');
	git('commit', '-q', '--allow-empty', '-m', 'first');
	git('checkout', '-qb', 'feat/task-7');
	writeFileSync(join(repository, '.gitattributes'), '* diff=evil\n');
	git('add', '.');
	git('commit', '-qm', 'x');
	const trace = join(repository, 'ran');
	git('config', 'diff.external', `touch ${trace}; true`);
	git('config', 'diff.evil.command', `touch ${trace}; true`);
	git('config', 'diff.evil.textconv', `touch ${trace}; cat`);
	const { diff } = await readCardChanges(repository, base, '7', null);
	t.true(diff.includes('+* diff=evil'));
	const { existsSync } = await import('node:fs');
	t.false(existsSync(trace));
});
