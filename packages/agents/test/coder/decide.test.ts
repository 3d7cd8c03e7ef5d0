import test from 'ava';
import { commitMessage } from '../../src/agents.ts';
import { branch, decide, greenChecks, intentOf, redChecks } from '../helpers/facts.ts';

const answer = { summary: 'The program greets', commitMessage: 'Greet', testsAdded: true };

test('a committed change with green checks goes to review', (t) => {
	const intent = intentOf(
		decide('Worker', { ...answer, notes: 'Only in English.' }, { branch, checks: greenChecks }),
	);

	t.like(intent, { kind: 'advance', section: 'Review', agent: 'Reviewer', findings: 'Only in English.' });
	t.is(intent.headline, 'The program greets. Ready for review.');
	t.deepEqual(intent.facts, [
		['Branch', 'feat/task-1204'],
		['Commits', '2 (01234567)'],
		['Checks', 'npm test: passed in 3.2 s'],
		['Tests', 'added'],
		['Cost', '$0.01'],
	]);
});

test('no commit is no change, whatever the agent says', (t) => {
	for (const evidence of [null, { ...branch, commits: 0 }]) {
		t.like(decide('Worker', answer, { branch: evidence, checks: greenChecks }), {
			kind: 'invalid',
			code: 'NO_CHANGE',
		});
	}
});

test('red checks are a failed run, with the end of the output', (t) => {
	const decision = decide('Worker', answer, { branch, checks: redChecks });

	t.like(decision, { kind: 'invalid', code: 'CHECKS_RED' });
	t.true(decision.kind === 'invalid' && decision.evidence?.includes('1 test failed: greets') === true);
});

test('what is not known is said', (t) => {
	const facts = {
		branch: { ...branch, pushed: false },
		costUsd: null,
		repositoryBranchUrl: 'https://git.test/b',
	};

	t.deepEqual(intentOf(decide('Worker', answer, facts)).facts, [
		['Branch', 'feat/task-1204 (https://git.test/b), not pushed'],
		['Commits', '2 (01234567)'],
		['Checks', 'none configured'],
		['Tests', 'added'],
		['Cost', 'unknown'],
	]);
});

test('the commit message comes from the answer', (t) => {
	t.is(commitMessage({ ...answer, commitMessage: 'Greet\n\nBecause.' }), 'Greet\n\nBecause.');
	t.is(commitMessage({ summary: 'x' }), null);
	t.is(commitMessage(null), null);
});
