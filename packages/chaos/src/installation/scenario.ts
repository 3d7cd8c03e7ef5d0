/** What the stand-in for the model does on every card; each step bears to be lost and repeated. */
export const scenario = {
	delayMs: 40,
	rules: [
		{
			agent: 'Triage',
			steps: [{ say: 'I read the card.' }],
			answer: { verdict: 'clear', summary: 'A file is wanted.' },
			costUsd: 0.01,
		},
		{
			agent: 'Planner',
			steps: [{ say: 'I look around.' }],
			answer: { verdict: 'planned', plan: 'Write the file.', steps: ['Write the file'] },
			costUsd: 0.02,
		},
		{
			agent: 'Worker',
			steps: [
				{ say: 'I write a file named for the card.' },
				{ run: 'echo done > "$(basename "$PWD").txt"' },
				{ wait: 150 },
				{ say: 'It is written.' },
			],
			answer: { summary: 'Wrote the file.', commitMessage: 'Write the file', testsAdded: false },
			costUsd: 0.08,
		},
		{
			agent: 'Reviewer',
			steps: [{ run: 'git log -1 --stat' }],
			answer: { verdict: 'approved', summary: 'The file is there.' },
			costUsd: 0.03,
		},
		{
			agent: 'Merger',
			steps: [{ say: 'It is reviewed and green.' }],
			answer: { verdict: 'merge', commitMessage: 'Write the file', summary: 'Merged.' },
			costUsd: 0.01,
		},
	],
};
