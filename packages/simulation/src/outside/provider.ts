import type { AgentName, Intent, RunOutcome } from '@aegis/shared/domain';
import type { Random } from '../random.ts';

/** How an agent's run will go, as the seed has it. */
export interface Fate {
	readonly turns: number;
	readonly end: 'answers' | 'falls-silent' | 'overloaded' | 'usage-limited' | 'garbage';
	readonly answer: 'good' | 'clarify' | 'send-back' | 'duplicate' | 'done' | 'beyond-its-rights';
}

/** The model provider: what an agent does is drawn from the seed, kinder where no faults are chosen. */
export function drawFate(random: Random, faulty: boolean): Fate {
	const turns = 1 + Math.floor(random.next() * 4);
	if (!faulty && random.chance(0.9)) return { turns, end: 'answers', answer: 'good' };
	const end = random.chance(0.8)
		? 'answers'
		: random.pick(['falls-silent', 'overloaded', 'usage-limited', 'garbage'] as const);
	const answer = random.chance(0.75)
		? 'good'
		: random.pick(['clarify', 'send-back', 'duplicate', 'done', 'beyond-its-rights'] as const);
	return { turns, end, answer };
}

/** US dollars of one turn; now and then one that alone is most of a card's budget. */
export function drawTurnCost(random: Random): number {
	return random.chance(0.02) ? random.between(0.5, 1.5) : random.between(0.005, 0.12);
}

/** The failure a provider's or a model's trouble means; null when the agent has answered. */
export function outcomeOfFate(fate: Fate, wallNow: number, random: Random): RunOutcome | null {
	switch (fate.end) {
		case 'overloaded':
			return { kind: 'overloaded', detail: '529' };
		case 'usage-limited':
			return { kind: 'usage-limited', until: random.chance(0.7) ? wallNow + 20_000 : null };
		case 'garbage':
			return { kind: 'failed', code: 'ANSWER_INVALID', message: 'the answer is not of the asked form' };
		default:
			return null;
	}
}

const good: Record<AgentName, Intent> = {
	Triage: intent({ kind: 'advance', section: 'Ready Queue', agent: 'Worker' }),
	Planner: intent({ kind: 'advance', section: 'Ready Queue', agent: 'Worker', body: 'The plan.' }),
	Worker: intent({ kind: 'advance', section: 'Review', agent: 'Reviewer' }),
	Reviewer: intent({ kind: 'advance', section: 'Merging', agent: 'Merger' }),
	Merger: intent({ kind: 'done', section: 'Done', swarmStatus: 'Complete', completed: true }),
	Documentation: intent({ kind: 'done', section: 'Done', swarmStatus: 'Complete', completed: true }),
};

/** What an agent says. The worker and the master believe it as far as it may ask for that. */
export function intentOf(agent: AgentName, answer: Fate['answer']): Intent {
	switch (answer) {
		case 'good':
			return good[agent];
		case 'clarify':
			return agent === 'Triage' || agent === 'Planner'
				? intent({
						kind: 'clarify',
						section: 'Clarification Needed',
						swarmStatus: 'Blocked',
						body: '1. Which?',
					})
				: good[agent];
		case 'send-back':
			return agent === 'Reviewer'
				? intent({ kind: 'send-back', section: 'Ready Queue', agent: 'Worker', findings: 'Wrong.' })
				: good[agent];
		case 'duplicate':
			return agent === 'Triage'
				? intent({ kind: 'duplicate', section: 'Done', swarmStatus: 'Complete', completed: true })
				: good[agent];
		case 'done':
		case 'beyond-its-rights':
			return intent({ kind: 'done', section: 'Done', swarmStatus: 'Complete', completed: true });
	}
}

export function sendBackIntent(findings: string): Intent {
	return intent({ kind: 'send-back', section: 'Ready Queue', agent: 'Worker', findings });
}

export function holdIntent(headline: string): Intent {
	return {
		...intent({ kind: 'hold', section: 'Merging', agent: 'Merger', swarmStatus: 'Blocked' }),
		headline,
	};
}

function intent(change: Partial<Intent> & Pick<Intent, 'kind' | 'section'>): Intent {
	return {
		agent: null,
		swarmStatus: 'Idle',
		completed: false,
		headline: 'Finished.',
		facts: [],
		...change,
	};
}
