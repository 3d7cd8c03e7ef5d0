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
