import test from 'ava';
import { decide, intentOf } from '../helpers/facts.ts';

test('a plan goes to the worker, as one text', (t) => {
	const answer = {
		verdict: 'planned',
		plan: 'Add greet().',
		steps: ['Write it', 'Test it'],
		risks: ['None known'],
	};
	const intent = intentOf(decide('Planner', answer));

	t.like(intent, { kind: 'advance', section: 'Ready Queue', agent: 'Worker', swarmStatus: 'Idle' });
	t.is(intent.body, 'Add greet().\n\nSteps\n1. Write it\n2. Test it\n\nRisks\n- None known');
	t.is(
		intent.headline,
		'Here is the plan in 2 steps, with 1 risk to watch. Comment on it if you want it otherwise.',
	);
});

test('an unclear card asks a person and stays with the planner', (t) => {
	t.like(intentOf(decide('Planner', { verdict: 'unclear', questions: ['Which?'] })), {
		kind: 'clarify',
		section: 'Clarification Needed',
		agent: 'Planner',
		swarmStatus: 'Blocked',
		body: '1. Which?',
	});
});

test('without a plan the card goes on as it is', (t) => {
	const intent = intentOf(decide('Planner', { verdict: 'planned', plan: ' ' }));

	t.like(intent, { kind: 'advance', section: 'Ready Queue', agent: 'Worker' });
	t.false('body' in intent);
	t.regex(intent.headline, /^There is nothing to add/);
});

test('unclear without a question is no answer', (t) => {
	t.like(decide('Planner', { verdict: 'unclear' }), { kind: 'invalid', code: 'QUESTIONS_MISSING' });
});
