import test from 'ava';
import { memoryEntries } from '../../src/agents.ts';
import { decide, intentOf } from '../helpers/facts.ts';

test('what is remembered is shown, and the card is done', (t) => {
	const answer = { summary: 'Noted', memoryEntry: 'Tests need Redis.', preferenceEntry: 'Use tabs.' };
	const intent = intentOf(decide('Documentation', answer));

	t.like(intent, { kind: 'done', section: 'Done', completed: true, swarmStatus: 'Complete' });
	t.true(intent.body?.includes('Tests need Redis.') === true && intent.body.includes('Use tabs.'));
	t.deepEqual(memoryEntries(answer), { memory: 'Tests need Redis.', preferences: 'Use tabs.' });
});

test('nothing to remember is a good answer', (t) => {
	const intent = intentOf(decide('Documentation', { summary: 'Known already', memoryEntry: ' ' }));

	t.is(intent.headline, 'Known already. There was nothing new to remember.');
	t.false('body' in intent);
	t.deepEqual(memoryEntries({ summary: 'x', memoryEntry: ' ' }), { memory: null, preferences: null });
	t.deepEqual(memoryEntries(undefined), { memory: null, preferences: null });
});
