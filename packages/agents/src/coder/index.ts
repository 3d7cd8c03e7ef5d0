import { shapeCommitMessage } from '../agent/commit-message.ts';
import { defineAgent } from '../agent/define-agent.ts';
import { describePlan, describeTask } from '../prompt/variables.ts';
import { CoderAnswer } from './answer.ts';
import { decideCoder } from './decide.ts';

/** Named Worker on the board. */
export const coder = defineAgent({
	name: 'Worker',
	template: 'worker.md',
	access: 'write',
	answer: CoderAnswer,
	maxTurns: 200,
	timeoutMs: 60 * 60_000,
	variables: (context) => ({ ...describeTask(context), ...describePlan(context) }),
	decide: decideCoder,
});

/** The message for the commit Aegis makes of the coder's edits; null when the answer has none. */
export function commitMessage(answer: unknown): string | null {
	const parsed = CoderAnswer.safeParse(answer);
	return parsed.success ? shapeCommitMessage(parsed.data.commitMessage) : null;
}
