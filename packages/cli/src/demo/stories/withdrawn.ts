import type { Story } from './story.ts';

const source = `/** Three percent on top, rounded to whole cents. */
export function addServiceFee(cents) {
	return Math.round(cents * 1.03);
}
`;

/** A card whose person takes it back while the Worker is at it: the agent stops, and nothing of it reaches main. */
export const withdrawn: Story = {
	key: 'withdrawn',
	name: 'Charge a service fee',
	notes: 'Three percent on every basket.',
	rules: [
		{
			agent: 'Triage',
			steps: [{ say: 'One function, nothing to plan.' }],
			answer: { verdict: 'trivial', summary: 'A function that adds three percent.' },
			costUsd: 0.011,
		},
		{
			agent: 'Worker',
			// Far longer than a person takes to change their mind: only the move ends it.
			steps: [{ write: { path: 'src/fee.js', content: source } }, { wait: 600_000 }],
			answer: {
				summary: 'There is a service fee.',
				commitMessage: 'Charge a service fee',
				testsAdded: false,
			},
			costUsd: 0.06,
		},
	],
	ending: 'withdrawn',
	path: ['Ready Queue', 'In Progress', 'Drafts'],
	agents: ['Triage'],
	comments: [],
	change: { file: 'src/fee.js', text: 'addServiceFee' },
};
