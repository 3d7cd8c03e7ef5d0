import { defineAgent } from '../agent/define-agent.ts';
import { describeTask } from '../prompt/variables.ts';
import { DocumentationAnswer } from './answer.ts';
import { chooseEntries, decideDocumentation, type MemoryEntries } from './decide.ts';

export const documentation = defineAgent({
	name: 'Documentation',
	template: 'documentation.md',
	access: 'read',
	answer: DocumentationAnswer,
	maxTurns: 20,
	timeoutMs: 5 * 60_000,
	variables: describeTask,
	decide: decideDocumentation,
});

/** What an answer wants remembered; both null when it is nothing or the answer is not one. */
export function memoryEntries(answer: unknown): MemoryEntries {
	const parsed = DocumentationAnswer.safeParse(answer);
	return parsed.success ? chooseEntries(parsed.data) : { memory: null, preferences: null };
}
