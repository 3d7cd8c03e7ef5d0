import { straightAgents, straightPath, tellUsualRules, type Story } from './story.ts';

const source = `import { totalCents } from './basket.js';
import { formatPrice } from './price.js';

/** One line per item, then the total. */
export function printReceipt(items) {
	const lines = items.map(
		({ name, cents, quantity }) => \`\${quantity} x \${name} \${formatPrice(cents * quantity)}\`,
	);
	return [...lines, \`total \${formatPrice(totalCents(items))}\`].join('\\n');
}
`;

const tests = `import assert from 'node:assert/strict';
import test from 'node:test';
import { printReceipt } from '../src/receipt.js';

test('a receipt lists the items and the total', () => {
	const items = [
		{ name: 'apple', cents: 50, quantity: 3 },
		{ name: 'bread', cents: 220, quantity: 1 },
	];

	assert.equal(printReceipt(items), '3 x apple 1.50\\n1 x bread 2.20\\ntotal 3.70');
});
`;

/** A card that depends on the first one waits for it and starts by itself when that is done. */
export const blocked: Story = {
	key: 'blocked',
	name: 'Print a receipt',
	notes: 'One line per item with its quantity and price, then the total. It needs the right total first.',
	rules: tellUsualRules({
		understood: 'A function that prints a receipt: a line per item, then the total.',
		plan: 'A new module src/receipt.js on top of totalCents and formatPrice, with a test of its own.',
		steps: ['Write src/receipt.js', 'Test it with two items'],
		work: [
			{
				agent: 'Worker',
				steps: [
					{ write: { path: 'src/receipt.js', content: source } },
					{ write: { path: 'test/receipt.test.js', content: tests } },
					{ run: 'node --test' },
				],
				answer: {
					summary: 'A receipt can be printed.',
					commitMessage: 'Print a receipt',
					testsAdded: true,
				},
				costUsd: 0.094,
			},
		],
		approved: 'The receipt is built on the mended total and has a test.',
		commitMessage: 'Print a receipt',
	}),
	ending: 'merged',
	path: straightPath,
	agents: straightAgents,
	comments: ['Merged'],
	change: { file: 'src/receipt.js', text: 'export function printReceipt' },
};
