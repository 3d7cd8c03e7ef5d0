import type { Intent, RunSpec } from '@aegis/shared/domain';
import type { AgentEnd } from '@aegis/worker/shell';
import type { Random } from '../random.ts';

type Verdict = AgentEnd['verdict'];

/** How an agent's run will go, as the seed has it. */
export interface Fate {
	readonly turns: number;
	readonly end: 'answers' | 'falls-silent' | 'overloaded' | 'usage-limited' | 'fails';
	readonly answer: 'good' | 'unclear' | 'send-back' | 'duplicate' | 'no-change' | 'garbage' | 'hold';
	/** Whether a usage limit says when it ends. */
	readonly saysUntil: boolean;
	/** The worker that carries it out is broken: it asks for what this agent has no right to. */
	readonly beyondItsRights: boolean;
}

const drawnGood: Fate = {
	turns: 1,
	end: 'answers',
	answer: 'good',
	saysUntil: true,
	beyondItsRights: false,
};
const ends = ['falls-silent', 'overloaded', 'usage-limited', 'fails'] as const;
const answers = ['unclear', 'send-back', 'duplicate', 'no-change', 'garbage', 'hold'] as const;

/** The model provider: what an agent does is drawn from the seed, kinder where no faults are chosen. */
export function drawFate(random: Random, faulty: boolean): Fate {
	const fate: Fate = {
		...drawnGood,
		turns: 1 + Math.floor(random.next() * 4),
		saysUntil: random.chance(0.7),
	};
	if (!faulty && random.chance(0.9)) return fate;
	return {
		...fate,
		end: random.chance(0.8) ? 'answers' : random.pick(ends),
		answer: random.chance(0.75) ? 'good' : random.pick(answers),
		beyondItsRights: random.chance(0.04),
	};
}

/** US dollars of one turn; now and then one that alone is most of a card's budget. */
export function drawTurnCost(random: Random): number {
	return random.chance(0.02) ? random.between(0.5, 1.5) : random.between(0.005, 0.12);
}

/** What the coding CLI has come to in the end. `wallNow` is milliseconds since the epoch. */
export function verdictOf(
	fate: Fate,
	seen: { readonly answer: unknown; readonly costUsd: number; readonly wallNow: number },
): Verdict {
	const { answer, costUsd, wallNow } = seen;
	const verdict: Verdict = {
		status: 'succeeded',
		code: '',
		message: '',
		answer,
		sessionId: null,
		costUsd,
		sessionCostUsd: null,
		turns: fate.turns,
		untilMs: null,
		denials: [],
	};
	switch (fate.end) {
		case 'answers':
		case 'falls-silent':
			return verdict;
		case 'overloaded':
			return { ...verdict, status: 'overloaded', message: '529' };
		case 'usage-limited':
			return { ...verdict, status: 'usage-limited', untilMs: fate.saysUntil ? wallNow + 20_000 : null };
		case 'fails':
			return { ...verdict, status: 'failed', code: 'RUNNER_FAILED', message: 'It failed.' };
	}
}

/** What is made of a coding CLI that was killed. */
export function diedVerdict(costUsd: number): Verdict {
	const seen = { answer: null, costUsd, wallNow: 0 };
	const fate = { ...drawnGood, end: 'fails' } as const;
	return { ...verdictOf(fate, seen), status: 'process-failure', code: 'RUNNER_STOPPED' };
}

/** What the agent says, in the form it is asked for, or not. */
export function answerOf({ agent, otherCards }: RunSpec, { answer }: Fate): unknown {
	if (answer === 'garbage') return { nonsense: true };
	const summary = 'Looked at it.';
	const questions = ['Which?'];
	switch (agent) {
		case 'Triage':
			if (answer === 'unclear') return { verdict: 'unclear', summary, questions };
			if (answer === 'duplicate')
				return { verdict: 'duplicate', summary, duplicateOf: otherCards[0]?.gid ?? 'nobody' };
			return { verdict: answer === 'good' ? 'trivial' : 'clear', summary };
		case 'Planner':
			return answer === 'unclear'
				? { verdict: 'unclear', questions }
				: { verdict: 'planned', plan: 'The plan.' };
		case 'Worker':
			return { summary, commitMessage: 'Do it', testsAdded: true };
		case 'Reviewer':
			return answer === 'send-back'
				? {
						verdict: 'changes-requested',
						summary,
						findings: [{ file: 'a.txt', severity: 'major', comment: 'Wrong.' }],
					}
				: { verdict: 'approved', summary };
		case 'Merger':
			return answer === 'hold'
				? { verdict: 'hold', summary, concern: 'Look at this.' }
				: { verdict: 'merge', summary, commitMessage: 'Do it' };
		case 'Documentation':
			return { summary, memoryEntry: 'A fact.' };
	}
}

/** What no agent but a Merger may ask for. */
export const doneIntent: Intent = {
	kind: 'done',
	section: 'Done',
	agent: null,
	swarmStatus: 'Complete',
	completed: true,
	headline: 'Finished.',
	facts: [],
};
