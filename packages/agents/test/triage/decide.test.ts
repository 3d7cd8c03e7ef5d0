import test from 'ava';
import { createSpec, decide, intentOf } from '../helpers/facts.ts';

const base = { summary: 'You want the program to say hello' };

test('a clear card goes to planning', (t) => {
	const intent = intentOf(decide('Triage', { ...base, verdict: 'clear' }));

	t.like(intent, {
		kind: 'advance',
		section: 'Planning',
		agent: 'Planner',
		swarmStatus: 'Idle',
		completed: false,
	});
	t.is(intent.headline, 'You want the program to say hello. Next: a plan.');
	t.deepEqual(intent.facts, [['Cost', '$0.01']]);
});

test('a trivial card goes straight to the worker', (t) => {
	t.like(intentOf(decide('Triage', { ...base, verdict: 'trivial' })), {
		kind: 'advance',
		section: 'Ready Queue',
		agent: 'Worker',
	});
});

test('an unclear card waits for a person, with numbered questions', (t) => {
	const questions = ['In which language?', 'To whom?'];
	const intent = intentOf(decide('Triage', { ...base, verdict: 'unclear', questions }));

	t.like(intent, {
		kind: 'clarify',
		section: 'Clarification Needed',
		agent: 'Triage',
		swarmStatus: 'Blocked',
	});
	t.is(intent.body, '1. In which language?\n2. To whom?');
	t.true(intent.headline.startsWith('2 questions need answers'));
});

test('an unclear card without a question is no answer', (t) => {
	t.like(decide('Triage', { ...base, verdict: 'unclear' }), { kind: 'invalid', code: 'QUESTIONS_MISSING' });
});

test('a duplicate is closed with a link to the original', (t) => {
	const spec = createSpec('Triage', { otherCards: [{ gid: '77', name: 'Say hello' }] });
	const intent = intentOf(decide('Triage', { ...base, verdict: 'duplicate', duplicateOf: '77' }, { spec }));

	t.like(intent, {
		kind: 'duplicate',
		section: 'Done',
		completed: true,
		agent: null,
		swarmStatus: 'Complete',
	});
	t.true(intent.headline.includes('“Say hello”'));
	t.deepEqual(intent.facts[0], ['Original', 'Say hello (77) https://board.test/0/9/77']);
});

test('only a card that was offered can be the original', (t) => {
	for (const duplicateOf of ['78', null]) {
		t.like(decide('Triage', { ...base, verdict: 'duplicate', duplicateOf }), {
			kind: 'invalid',
			code: 'DUPLICATE_UNKNOWN',
		});
	}
});

test('an answer in another form is invalid, and says where', (t) => {
	for (const answer of [
		null,
		'clear',
		{},
		{ ...base, verdict: 'maybe' },
		{ ...base, verdict: 'clear', section: 'Done' },
	]) {
		const decision = decide('Triage', answer);
		t.like(decision, { kind: 'invalid', code: 'ANSWER_INVALID' });
		t.true(decision.kind === 'invalid' && (decision.evidence ?? '').length > 0);
	}
});
