import test from 'ava';
import { prepareRun } from '../../src/run/prepare.ts';
import { commitFiles, git, makeRepository } from '../helpers/repository.ts';
import { openTestRun } from '../helpers/run.ts';

test('a branch that moved after its merge was allowed is not merged, and says so', async (t) => {
	const repository = makeRepository(t);
	git(repository.path, 'checkout', '-q', '-b', 'feat/task-1001');
	const approvedHead = commitFiles(repository.path, { 'b.txt': 'reviewed\n' });
	const moved = commitFiles(repository.path, { 'b.txt': 'something else\n' });
	git(repository.path, 'checkout', '-q', 'main');
	const run = await openTestRun(t, repository, { agent: 'Merger', spec: { approvedHead } });

	const preparation = await prepareRun(run);

	t.is(preparation.kind, 'settled');
	if (preparation.kind !== 'settled' || preparation.outcome.kind !== 'succeeded') return t.fail();
	t.is(preparation.outcome.intent.kind, 'hold');
	// The next approval is of the branch as it is now.
	t.is(preparation.outcome.branch?.headSha, moved);
});
