import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'ava';
import { land } from '../../src/merge/land.ts';
import { commitFiles, git, makeRepository } from '../helpers/repository.ts';
import { openTestRun } from '../helpers/run.ts';

test('a base that moved since the merge was built on it stays where it is, checked out or not', async (t) => {
	const repository = makeRepository(t);
	const { path } = repository;
	const before = git(path, 'rev-parse', 'main');
	git(path, 'checkout', '-q', '-b', 'elsewhere');
	const built = commitFiles(path, { 'built.txt': 'tested on what main was\n' });
	git(path, 'checkout', '-q', 'main');
	const moved = commitFiles(path, { 'moved.txt': 'somebody was faster\n' });
	const run = await openTestRun(t, repository, { agent: 'Merger' });

	t.is((await land(run, before, built)).kind, 'moved');
	t.is(git(path, 'rev-parse', 'main'), moved);

	git(path, 'checkout', '-q', 'elsewhere');
	t.is((await land(run, before, built)).kind, 'moved');
	t.is(git(path, 'rev-parse', 'main'), moved);
});

test('a file that a person has and git ignores is not replaced by one of a card; main waits', async (t) => {
	const repository = makeRepository(t);
	const { path } = repository;
	const before = commitFiles(path, { '.gitignore': '.env\n' });
	git(path, 'checkout', '-q', '-b', 'elsewhere');
	writeFileSync(join(path, '.env'), 'TOKEN=theirs\n');
	git(path, 'add', '--force', '.env');
	git(path, 'commit', '-q', '-m', 'A .env of its own');
	const built = git(path, 'rev-parse', 'HEAD');
	git(path, 'checkout', '-q', 'main');
	writeFileSync(join(path, '.env'), 'TOKEN=mine\n');
	const run = await openTestRun(t, repository, { agent: 'Merger' });

	const end = await land(run, before, built);

	t.is(readFileSync(join(path, '.env'), 'utf8'), 'TOKEN=mine\n');
	t.is(git(path, 'rev-parse', 'main'), before);
	t.regex(end.kind === 'hold' ? end.why : '', /\.env.*move it away/);
});
