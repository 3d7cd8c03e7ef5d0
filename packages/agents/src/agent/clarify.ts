import type { AgentName } from '@aegis/shared/domain';
import type { Decision, RunFacts } from './decision.ts';
import { costFact, numberLines } from './wording.ts';

/** Asks a person: the card waits in Clarification Needed until the numbered questions are answered. */
export function clarify(agent: AgentName, questions: readonly string[], facts: RunFacts): Decision {
	if (questions.length === 0) {
		return {
			kind: 'invalid',
			code: 'QUESTIONS_MISSING',
			message: `The ${agent} called the card unclear, but asked nothing.`,
		};
	}
	const count =
		questions.length === 1 ? 'One question needs an answer' : `${questions.length} questions need answers`;
	return {
		kind: 'intent',
		intent: {
			kind: 'clarify',
			section: 'Clarification Needed',
			agent,
			swarmStatus: 'Blocked',
			completed: false,
			headline: `${count} before work can start. Reply in a comment, and I take it from there.`,
			facts: [costFact(facts)],
			body: numberLines(questions),
		},
	};
}
