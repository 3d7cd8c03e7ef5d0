import { straightAgents, tellUsualRules, type Rule, type Story } from './story.ts';

const original = 'return Math.round(Number(text) * 100);';
const careless = "return Math.round(Number(text.replaceAll(',', '.')) * 100);";
const careful = `if (!/^\\d+([.,]\\d{1,2})?$/.test(text)) throw new RangeError(\`no price: \${text}\`);
	return Math.round(Number(text.replace(',', '.')) * 100);`;

const tests = `import assert from 'node:assert/strict';
import test from 'node:test';
import { parsePrice } from '../src/price.js';

test('a comma separates cents as well as a dot', () => {
	assert.equal(parsePrice('2,20'), 220);
});

test('what is no price is refused', () => {
	for (const text of ['1,2,3', 'free', '']) assert.throws(() => parsePrice(text), RangeError);
});
`;

const firstAttempt: Rule = {
	agent: 'Worker',
	unlessTold: 'refuse what is no price',
	steps: [{ replace: { path: 'src/price.js', find: original, with: careless } }, { run: 'node --test' }],
	answer: {
		summary: 'Prices may have a comma.',
		commitMessage: 'Read prices with a comma',
		testsAdded: false,
	},
	costUsd: 0.061,
};

const repair: Rule = {
	agent: 'Worker',
	steps: [
		{ say: 'The review is right: 1,2,3 must not become a price.' },
		{ replace: { path: 'src/price.js', find: careless, with: careful } },
		{ write: { path: 'test/comma.test.js', content: tests } },
		{ run: 'node --test' },
	],
	answer: {
		summary: 'What is no price is refused, and there are tests.',
		commitMessage: 'Refuse what is no price',
		testsAdded: true,
	},
	costUsd: 0.083,
};

const rejection: Rule = {
	agent: 'Reviewer',
	unlessTold: 'throw new RangeError',
	steps: [{ run: 'git log -1 --stat' }],
	answer: {
		verdict: 'changes-requested',
		summary: 'Commas work, but nonsense becomes a price and nothing is tested.',
		findings: [
			{
				file: 'src/price.js',
				line: 3,
				severity: 'major',
				comment: '1,2,3 gives NaN without an error; refuse what is no price, and test it.',
			},
		],
	},
	costUsd: 0.045,
};

/** A change that is not good enough is sent back once, repaired and merged. */
export const rejected: Story = {
	key: 'rejected',
	name: 'Read prices with a comma',
	notes: 'Many people write 2,20 instead of 2.20. Both must work.',
	rules: [
		rejection,
		...tellUsualRules({
			understood: 'A comma must separate cents as a dot does.',
			plan: 'parsePrice in src/price.js turns a comma into a dot before it reads the number.',
			steps: ['Change parsePrice', 'Test both ways of writing'],
			work: [firstAttempt, repair],
			approved: 'Both ways of writing work, nonsense is refused, and both are tested.',
			commitMessage: 'Read prices with a comma',
		}),
	],
	ending: 'merged',
	path: [
		'Ready Queue',
		'Planning',
		'Ready Queue',
		'In Progress',
		'Review',
		'Ready Queue',
		'In Progress',
		'Review',
		'Merging',
		'Done',
	],
	agents: [...straightAgents.slice(0, 4), 'Worker', 'Reviewer', 'Merger'],
	comments: ['Changes requested', 'Merged'],
	change: { file: 'src/price.js', text: 'throw new RangeError' },
};
