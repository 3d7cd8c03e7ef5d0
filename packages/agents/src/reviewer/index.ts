import { defineAgent } from '../agent/define-agent.ts';
import {
	describeChecks,
	describeDiff,
	describeGuarded,
	describePlan,
	describeTask,
} from '../prompt/variables.ts';
import { ReviewerAnswer } from './answer.ts';
import { decideReviewer } from './decide.ts';

export const reviewer = defineAgent({
	name: 'Reviewer',
	template: 'reviewer.md',
	access: 'read',
	answer: ReviewerAnswer,
	maxTurns: 60,
	timeoutMs: 20 * 60_000,
	variables: (context) => ({
		...describeTask(context),
		...describePlan(context),
		...describeDiff(context),
		...describeChecks(context),
		...describeGuarded(context),
	}),
	decide: decideReviewer,
});
