import { clarify } from '../agent/clarify.ts';
import type { Decision, RunFacts } from '../agent/decision.ts';
import { bulletLines, costFact, numberLines } from '../agent/wording.ts';
import type { PlannerAnswer } from './answer.ts';

export function decidePlanner(answer: PlannerAnswer, facts: RunFacts): Decision {
	if (answer.verdict === 'unclear') return clarify('Planner', answer.questions, facts);
	const plan = writePlan(answer);
	const steps = answer.steps.length === 0 ? '' : ` in ${count(answer.steps.length, 'step')}`;
	const risks = answer.risks.length === 0 ? '' : `, with ${count(answer.risks.length, 'risk')} to watch`;
	return {
		kind: 'intent',
		intent: {
			kind: 'advance',
			section: 'Ready Queue',
			agent: 'Worker',
			swarmStatus: 'Idle',
			completed: false,
			// A card that says it all is worked on as it is: the Reviewer holds the result against the card anyway.
			headline:
				plan === ''
					? 'There is nothing to add to the card, so work starts from it as it is.'
					: `Here is the plan${steps}${risks}. Comment on it if you want it otherwise.`,
			facts: [costFact(facts)],
			...(plan === '' ? {} : { body: plan }),
		},
	};
}

function writePlan({ plan, steps, risks }: PlannerAnswer): string {
	const parts = [plan.trim()];
	if (steps.length > 0) parts.push(`Steps\n${numberLines(steps)}`);
	if (risks.length > 0) parts.push(`Risks\n${bulletLines(risks)}`);
	return parts.filter((part) => part !== '').join('\n\n');
}

function count(amount: number, noun: string): string {
	return `${amount} ${noun}${amount === 1 ? '' : 's'}`;
}
