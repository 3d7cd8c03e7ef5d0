import { shapeCommitMessage } from '../agent/commit-message.ts';
import { defineAgent } from '../agent/define-agent.ts';
import { describeDiff, describePlan, describeTask } from '../prompt/variables.ts';
import { MergerAnswer } from './answer.ts';
import { decideMerger } from './decide.ts';

export const merger = defineAgent({
	name: 'Merger',
	template: 'merger.md',
	access: 'read',
	answer: MergerAnswer,
	maxTurns: 20,
	timeoutMs: 10 * 60_000,
	variables: (context) => ({ ...describeTask(context), ...describePlan(context), ...describeDiff(context) }),
	decide: decideMerger,
});

/** What to write into the merge commit; null when the answer is no agreement to merge. */
export function mergeMessage(answer: unknown): string | null {
	const parsed = MergerAnswer.safeParse(answer);
	if (!parsed.success || parsed.data.verdict !== 'merge') return null;
	const { commitMessage, summary } = parsed.data;
	return shapeCommitMessage(commitMessage.trim() === '' ? summary : commitMessage);
}
