import type { AgentName } from '@aegis/shared/domain';

/** What the stand-in answers where the scenario says nothing: the way forward, and no invented work. */
export const defaultAnswers: Readonly<Record<AgentName, Readonly<Record<string, unknown>>>> = {
	Triage: { verdict: 'clear', summary: 'Taken as clear, because the scenario has no rule for this card.' },
	Planner: {
		verdict: 'planned',
		plan: 'There is no rule for this card in the scenario, so this is a plan in name only.',
		steps: ['Do what the card asks for'],
	},
	Worker: {
		summary: 'Nothing was changed: the scenario has no rule for this card.',
		commitMessage: 'Change nothing',
		testsAdded: false,
	},
	Reviewer: {
		verdict: 'approved',
		summary: 'Approved without a look: the scenario has no rule for this card.',
	},
	Merger: {
		verdict: 'merge',
		commitMessage: 'Merge the card’s branch',
		summary: 'Agreed without a look: the scenario has no rule for this card.',
	},
	Documentation: { summary: 'The scenario has no rule for this card.' },
};
