import test from 'ava';
import { mergeMessage } from '../../src/agents.ts';
import { branch, decide, greenChecks, intentOf, redChecks } from '../helpers/facts.ts';

const agreed = { verdict: 'merge', commitMessage: 'Greet', summary: 'The program greets' };
const merge = { base: 'main', mainBefore: 'aaaaaaaaaa', mainAfter: 'bbbbbbbbbb', pushed: true };

test('what really landed is done', (t) => {
	const intent = intentOf(decide('Merger', agreed, { branch, checks: greenChecks, merge }));

	t.like(intent, { kind: 'done', section: 'Done', completed: true, agent: null, swarmStatus: 'Complete' });
	t.is(intent.headline, 'Merged. The program greets.');
	t.deepEqual(intent.facts[0], ['Merged into', 'main (aaaaaaaa → bbbbbbbb)']);
});

test('a doubt waits for a person', (t) => {
	const answer = { verdict: 'hold', summary: 'Not sure', concern: 'It deletes the table users.' };

	t.like(intentOf(decide('Merger', answer, { branch })), {
		kind: 'hold',
		section: 'Merging',
		agent: 'Merger',
		swarmStatus: 'Blocked',
		completed: false,
		body: 'It deletes the table users.',
	});
});

test('a conflict and red checks go back to the worker with the evidence', (t) => {
	const conflict = intentOf(decide('Merger', agreed, { branch, conflict: 'CONFLICT in a.js' }));
	t.like(conflict, { kind: 'send-back', section: 'Ready Queue', agent: 'Worker' });
	t.true(conflict.findings?.includes('CONFLICT in a.js'));

	const red = intentOf(decide('Merger', agreed, { branch, checks: redChecks }));
	t.like(red, { kind: 'send-back', section: 'Ready Queue', agent: 'Worker' });
	t.true(red.findings?.includes('1 test failed: greets'));
});

test('an agreement without a merge is not done', (t) => {
	t.like(decide('Merger', agreed, { branch, checks: greenChecks }), { kind: 'invalid', code: 'NOT_MERGED' });
});

test('the merge message comes from an agreement only', (t) => {
	t.is(mergeMessage(agreed), 'Greet');
	t.is(mergeMessage({ ...agreed, commitMessage: ' ' }), 'The program greets');
	t.is(mergeMessage({ ...agreed, verdict: 'hold' }), null);
	t.is(mergeMessage('merge'), null);
});
