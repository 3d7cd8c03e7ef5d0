import { straightAgents, straightPath, tellUsualRules, type Story } from './story.ts';

const source = `/** Rounds to the nearest five cents, for payments in cash; halfway goes up. */
export function roundForCash(cents) {
	return Math.floor((cents + 2.5) / 5) * 5;
}
`;

const tests = `import assert from 'node:assert/strict';
import test from 'node:test';
import { roundForCash } from '../src/cash.js';

test('cash is rounded to the nearest five cents', () => {
	assert.deepEqual([11, 12, 13, 17, 18].map(roundForCash), [10, 10, 15, 15, 20]);
});
`;

/** What the person answers to the numbered questions. */
export const answer = '1. To five cents.\n2. To the nearest one, as shops do.';

const usual = tellUsualRules({
	understood: 'Round cash payments to the nearest five cents, as the answer says.',
	plan: 'A new module src/cash.js with one function, tested around the boundaries.',
	steps: ['Write src/cash.js', 'Test it below, at and above a boundary'],
	work: [
		{
			agent: 'Worker',
			steps: [
				{ write: { path: 'src/cash.js', content: source } },
				{ write: { path: 'test/cash.test.js', content: tests } },
				{ run: 'node --test' },
			],
			answer: {
				summary: 'Cash payments are rounded to five cents.',
				commitMessage: 'Round for cash payments',
				testsAdded: true,
			},
			costUsd: 0.079,
		},
	],
	approved: 'It rounds as the person answered, and the boundaries are tested.',
	commitMessage: 'Round for cash payments',
});

/** A card that leaves something open is asked about, and goes on with the answer. */
export const clarified: Story = {
	key: 'clarified',
	name: 'Round for cash payments',
	notes: 'There are no small coins any more, so cash totals have to be rounded.',
	rules: [
		{
			agent: 'Triage',
			unlessTold: 'To five cents.',
			steps: [{ say: 'The card does not say how to round.' }],
			answer: {
				verdict: 'unclear',
				summary: 'How to round is open.',
				questions: ['To how many cents?', 'Always up, always down, or to the nearest?'],
			},
			costUsd: 0.012,
		},
		...usual,
	],
	ending: 'merged',
	path: ['Ready Queue', 'Clarification Needed', ...straightPath],
	agents: ['Triage', ...straightAgents],
	comments: ['1. To how many cents?', 'Merged'],
	change: { file: 'src/cash.js', text: 'export function roundForCash' },
};
