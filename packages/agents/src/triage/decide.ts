import { clarify } from '../agent/clarify.ts';
import type { Decision, RunFacts } from '../agent/decision.ts';
import { costFact, toHeadline } from '../agent/wording.ts';
import type { TriageAnswer } from './answer.ts';

export function decideTriage(answer: TriageAnswer, facts: RunFacts): Decision {
	switch (answer.verdict) {
		case 'clear':
			return advance('Planning', 'Planner', `${toHeadline(answer.summary)} Next: a plan.`, facts);
		case 'trivial':
			return advance(
				'Ready Queue',
				'Worker',
				`${toHeadline(answer.summary)} Small enough to go without a plan.`,
				facts,
			);
		case 'unclear':
			return clarify('Triage', answer.questions, facts);
		case 'duplicate':
			return closeDuplicate(answer.duplicateOf, facts);
	}
}

function advance(
	section: 'Planning' | 'Ready Queue',
	agent: 'Planner' | 'Worker',
	headline: string,
	facts: RunFacts,
): Decision {
	return {
		kind: 'intent',
		intent: {
			kind: 'advance',
			section,
			agent,
			swarmStatus: 'Idle',
			completed: false,
			headline,
			facts: [costFact(facts)],
		},
	};
}

/** Only a card that was offered counts: a gid the model made up must not close anything. */
function closeDuplicate(gid: string | null, facts: RunFacts): Decision {
	const { card, otherCards } = facts.spec;
	const original = otherCards.find((other) => other.gid === gid);
	if (original === undefined) {
		return {
			kind: 'invalid',
			code: 'DUPLICATE_UNKNOWN',
			message: `Triage called the card a duplicate of ${gid ?? 'nothing'}, which is no other card of the project.`,
		};
	}
	const url = card.url?.includes(card.gid) === true ? ` ${card.url.replaceAll(card.gid, original.gid)}` : '';
	return {
		kind: 'intent',
		intent: {
			kind: 'duplicate',
			section: 'Done',
			agent: null,
			swarmStatus: 'Complete',
			completed: true,
			headline: `“${original.name}” asks for the same, so I am closing this one. Reopen it if I am wrong.`,
			facts: [['Original', `${original.name} (${original.gid})${url}`], costFact(facts)],
		},
	};
}
