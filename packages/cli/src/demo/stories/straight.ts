import { straightAgents, straightPath, tellUsualRules, type Story } from './story.ts';

/** A clear card goes straight through every agent: it mends the test that fails. */
export const straight: Story = {
	key: 'straight',
	name: 'Count quantities in the total',
	notes: 'Three apples at 0.50 must cost 1.50; the total ignores the quantity. test/basket.test.js shows it.',
	rules: tellUsualRules({
		understood: 'The total must multiply each price by its quantity; a test that fails already says so.',
		plan: 'totalCents in src/basket.js sums the prices alone. Multiply by the quantity while summing.',
		steps: ['Multiply by the quantity in src/basket.js', 'Run the tests: the failing one must pass'],
		work: [
			{
				agent: 'Worker',
				steps: [
					{ say: 'The sum leaves the quantity out.' },
					{
						replace: {
							path: 'src/basket.js',
							find: 'sum + item.cents,',
							with: 'sum + item.cents * item.quantity,',
						},
					},
					{ run: 'node --test' },
				],
				answer: {
					summary: 'The total counts quantities.',
					commitMessage: 'Count quantities in the total',
					testsAdded: false,
				},
				costUsd: 0.087,
			},
		],
		approved: 'The total multiplies by the quantity, and the test that failed passes.',
		commitMessage: 'Count quantities in the total',
	}),
	ending: 'merged',
	path: straightPath,
	agents: straightAgents,
	comments: ['Merged'],
	change: { file: 'src/basket.js', text: 'item.cents * item.quantity' },
};
