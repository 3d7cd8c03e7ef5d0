import type { CardComment } from '@aegis/shared/domain';
import test from 'ava';
import { agentFor } from '../../src/agents.ts';
import { describeCard, describeComments, describeLeftOut } from '../../src/prompt/card-text.ts';
import { card, createContext, createSpec, decide, intentOf } from '../helpers/facts.ts';

function says(text: string, index: number, own = false): CardComment {
	const createdAt = new Date(Date.UTC(2026, 0, 1) + index * 60_000).toISOString();
	return { gid: String(index), authorGid: own ? null : '2', authorName: 'Ada', text, createdAt, own };
}

test('steps with their ticks and descriptions, tags, date and unknown fields are in the prompt as data', (t) => {
	const spec = createSpec('Worker', {
		card: {
			...card,
			dueOn: '2026-05-01',
			tags: ['urgent', 'customer'],
			otherFields: [{ name: 'Customer', value: 'ACME' }],
			subtasks: [
				{ gid: '1', name: 'Read the file', completed: true },
				{ gid: '2', name: 'Write it\nback', completed: false, notes: 'Keep the order.\nNo sorting.' },
			],
		},
	});
	const prompt = agentFor('Worker').renderPrompt(createContext('Worker', { spec }));
	const block = /<data-run7fKq about="the card">\n([^]*?)\n<\/data-run7fKq>/.exec(prompt)?.[1] ?? '';

	for (const part of [
		'Due: 2026-05-01',
		'Tags: urgent, customer',
		'Customer: ACME',
		'[x] Read the file\n[ ] Write it back\n    Keep the order.\n    No sorting.',
	])
		t.true(block.includes(part), part);
});

test('a description with links and tables is given as they are written out', (t) => {
	const { text } = describeCard({ ...card, notes: 'See this.', richNotes: 'See this (https://e.test).' });

	t.true(text.includes('See this (https://e.test).'));
	t.false(text.includes('See this.\n'));
});

test('a description of 60,000 characters is whole', (t) => {
	const notes = Array.from({ length: 6_000 }, (_, index) => String(index).padStart(10, '.')).join('');
	const { text, leftOut } = describeCard({ ...card, notes });

	t.true(text.includes(notes));
	t.deepEqual(leftOut, []);
});

test('what does not fit is named, to the agent and to the person', (t) => {
	const comments = Array.from({ length: 500 }, (_, index) => says(`${index}: ${'x'.repeat(900)}`, index));
	const { text, leftOut } = describeComments(comments);
	const kept = text.match(/\bx{900}\b/g)?.length ?? 0;

	t.true(kept >= 40, String(kept));
	t.true(text.startsWith(`[… the ${500 - kept} oldest of 500 comments are left out …]`), text.slice(0, 100));
	t.true(text.includes('\n499: '));
	t.deepEqual(leftOut, [`the ${500 - kept} oldest of 500 comments`]);

	const full = { ...card, notes: 'y'.repeat(100_000), comments, attachments: ['mock.png'] };
	const answer = { verdict: 'clear', summary: 'Fine.', questions: [], duplicateOf: null };
	const intent = intentOf(decide('Triage', answer, { spec: createSpec('Triage', { card: full }) }));
	const told = intent.facts.find(([label]) => label === 'Not read')?.[1] ?? '';
	t.regex(told, /38000 characters from the middle of the description/);
	t.regex(told, /mock\.png/);
	t.regex(told, /oldest of 500 comments/);
});

test('a card that is given whole is not spoken of', (t) => {
	t.is(describeLeftOut({ ...card, comments: [says('Yes.', 0), says('z'.repeat(9_000), 1, true)] }), null);
});
