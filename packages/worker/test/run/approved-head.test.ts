import { renameSync } from 'node:fs';
import { join } from 'node:path';
import test, { type ExecutionContext } from 'ava';
import { prepareRun } from '../../src/run/prepare.ts';
import { commitFiles, git, makeRepository } from '../helpers/repository.ts';
import { openTestRun } from '../helpers/run.ts';

const branch = 'feat/task-1001';

/** A card's branch with one reviewed commit, pushed where there is a remote, and a person's clone of that remote. */
function makeReviewed(t: ExecutionContext, options: { remote?: boolean } = {}) {
	const repository = makeRepository(t, options);
	const { path, root, remote } = repository;
	git(path, 'checkout', '-q', '-b', branch);
	const approvedHead = commitFiles(path, { 'b.txt': 'reviewed\n' });
	git(path, 'checkout', '-q', 'main');
	const clone = join(root, 'clone');
	if (remote !== null) {
		git(path, 'push', '-q', 'origin', branch);
		git(root, 'clone', '-q', '-b', branch, remote, clone);
	}
	return { repository, approvedHead, clone };
}

async function prepare(
	t: ExecutionContext,
	{ repository, approvedHead }: Pick<ReturnType<typeof makeReviewed>, 'repository' | 'approvedHead'>,
	agent: 'Merger' | 'Reviewer' | 'Worker' = 'Merger',
) {
	const run = await openTestRun(t, repository, { agent, spec: { approvedHead } });
	const preparation = await prepareRun(run);
	const outcome = preparation.kind === 'settled' ? preparation.outcome : null;
	return { run, preparation, settled: outcome?.kind === 'succeeded' ? outcome : null };
}

test('the approved commit goes to the Merger', async (t) => {
	const reviewed = makeReviewed(t, { remote: true });
	const { preparation } = await prepare(t, reviewed);
	t.is(preparation.kind, 'ready');
	if (preparation.kind !== 'ready') return;
	t.is(preparation.prepared.branch?.headSha, reviewed.approvedHead);
});

test('a branch that moved here after the approval is reviewed again, with what is new', async (t) => {
	const reviewed = makeReviewed(t);
	git(reviewed.repository.path, 'checkout', '-q', branch);
	const moved = commitFiles(reviewed.repository.path, { 'b.txt': 'something else\n' }, 'Something else');
	git(reviewed.repository.path, 'checkout', '-q', 'main');

	const { settled } = await prepare(t, reviewed);

	t.like(settled?.intent, { kind: 'send-back', section: 'Review', agent: 'Reviewer' });
	t.regex(settled?.intent.body ?? '', /Something else/);
	t.is(settled?.branch?.headSha, moved, 'the next permission names it');
});

test('what a person pushed to the remote after the approval is not merged, and is here to be reviewed', async (t) => {
	const reviewed = makeReviewed(t, { remote: true });
	const pushed = commitFiles(reviewed.clone, { 'c.txt': 'unseen\n' }, 'A late idea');
	git(reviewed.clone, 'push', '-q');

	const { settled } = await prepare(t, reviewed);

	t.like(settled?.intent, { kind: 'send-back', section: 'Review', agent: 'Reviewer' });
	t.regex(settled?.intent.body ?? '', /A late idea/);
	t.is(settled?.branch?.headSha, pushed);
	const review = await prepare(t, reviewed, 'Reviewer');
	if (review.preparation.kind !== 'ready') return t.fail();
	t.is(review.preparation.prepared.branch?.headSha, pushed);
	t.regex(review.preparation.prepared.diff ?? '', /unseen/);
});

test('commits on both sides wait for a person, and both stay', async (t) => {
	const reviewed = makeReviewed(t, { remote: true });
	commitFiles(reviewed.clone, { 'c.txt': 'theirs\n' });
	git(reviewed.clone, 'push', '-q');
	git(reviewed.repository.path, 'checkout', '-q', branch);
	const ours = commitFiles(reviewed.repository.path, { 'd.txt': 'ours\n' });
	git(reviewed.repository.path, 'checkout', '-q', 'main');

	const { settled } = await prepare(t, { ...reviewed, approvedHead: ours });

	t.is(settled?.intent.kind, 'hold');
	t.regex(settled?.intent.headline ?? '', /different commits/);
	t.is(git(reviewed.repository.path, 'rev-parse', branch), ours);
});

test('a remote that is behind, because a push failed, is no obstacle', async (t) => {
	const reviewed = makeReviewed(t, { remote: true });
	git(reviewed.repository.path, 'checkout', '-q', branch);
	const ours = commitFiles(reviewed.repository.path, { 'd.txt': 'ours\n' });
	git(reviewed.repository.path, 'checkout', '-q', 'main');
	t.is((await prepare(t, { ...reviewed, approvedHead: ours })).preparation.kind, 'ready');
});

test('another machine finds the branch on the remote', async (t) => {
	const reviewed = makeReviewed(t, { remote: true });
	git(reviewed.repository.path, 'branch', '-D', branch);
	for (const agent of ['Reviewer', 'Merger', 'Worker'] as const) {
		const { preparation, run } = await prepare(t, reviewed, agent);
		t.is(preparation.kind, 'ready', agent);
		t.is(git(run.place.path, 'rev-parse', 'HEAD'), reviewed.approvedHead);
	}
});

test('a remote that does not answer leaves a coder to what is here', async (t) => {
	const reviewed = makeReviewed(t, { remote: true });
	renameSync(reviewed.repository.remote ?? '', join(reviewed.repository.root, 'gone'));
	t.is((await prepare(t, reviewed, 'Worker')).preparation.kind, 'ready');
});
