import { defineAgent } from '../agent/define-agent.ts';
import { describeTask } from '../prompt/variables.ts';
import { PlannerAnswer } from './answer.ts';
import { decidePlanner } from './decide.ts';

export const planner = defineAgent({
	name: 'Planner',
	template: 'planner.md',
	access: 'read',
	answer: PlannerAnswer,
	maxTurns: 60,
	timeoutMs: 15 * 60_000,
	variables: describeTask,
	decide: decidePlanner,
});
