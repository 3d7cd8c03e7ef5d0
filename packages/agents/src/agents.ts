import type { AgentName } from '@aegis/shared/domain';
import type { Agent } from './agent/agent.ts';
import { coder } from './coder/index.ts';
import { documentation } from './documentation/index.ts';
import { merger } from './merger/index.ts';
import { planner } from './planner/index.ts';
import { reviewer } from './reviewer/index.ts';
import { triage } from './triage/index.ts';

export type { Agent } from './agent/agent.ts';
export type { CheckReport, Decision, RunFacts } from './agent/decision.ts';
export type { PromptContext } from './agent/prompt-context.ts';
export type { MemoryEntries } from './documentation/decide.ts';
export { commitMessage } from './coder/index.ts';
export { mergeMessage } from './merger/index.ts';
export { memoryEntries } from './documentation/index.ts';
export { describeHidden } from './prompt/hidden-text.ts';

const agents: Readonly<Record<AgentName, Agent>> = {
	Triage: triage,
	Planner: planner,
	Worker: coder,
	Reviewer: reviewer,
	Merger: merger,
	Documentation: documentation,
};

export function agentFor(name: AgentName): Agent {
	return agents[name];
}
