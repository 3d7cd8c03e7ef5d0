import type { Decision, RunFacts } from '../agent/decision.ts';
import { costFact, toHeadline } from '../agent/wording.ts';
import type { DocumentationAnswer } from './answer.ts';

export interface MemoryEntries {
	/** To append to the repository's swarm memory. */
	readonly memory: string | null;
	/** To append to the user's preferences. */
	readonly preferences: string | null;
}

export function decideDocumentation(answer: DocumentationAnswer, facts: RunFacts): Decision {
	const { memory, preferences } = chooseEntries(answer);
	const body = [
		memory === null ? null : `Remembered about this repository:\n${memory}`,
		preferences === null ? null : `Remembered as a preference:\n${preferences}`,
	].filter((part) => part !== null);
	return {
		kind: 'intent',
		intent: {
			kind: 'done',
			section: 'Done',
			agent: null,
			swarmStatus: 'Complete',
			completed: true,
			headline:
				body.length === 0
					? `${toHeadline(answer.summary)} There was nothing new to remember.`
					: toHeadline(answer.summary),
			facts: [costFact(facts)],
			...(body.length === 0 ? {} : { body: body.join('\n\n') }),
		},
	};
}

export function chooseEntries(answer: DocumentationAnswer): MemoryEntries {
	return { memory: orNull(answer.memoryEntry), preferences: orNull(answer.preferenceEntry) };
}

function orNull(text: string | null): string | null {
	const trimmed = text?.trim() ?? '';
	return trimmed === '' ? null : trimmed;
}
