import { defineAgent } from '../agent/define-agent.ts';
import { describeOtherCards, describeTask } from '../prompt/variables.ts';
import { TriageAnswer } from './answer.ts';
import { decideTriage } from './decide.ts';

export const triage = defineAgent({
	name: 'Triage',
	template: 'triage.md',
	access: 'read',
	answer: TriageAnswer,
	maxTurns: 20,
	timeoutMs: 5 * 60_000,
	variables: (context) => ({ ...describeTask(context), other_cards: describeOtherCards(context) }),
	decide: decideTriage,
});
