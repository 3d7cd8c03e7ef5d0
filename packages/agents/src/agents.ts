export type { Agent } from './agent/agent.ts';
export type { CheckReport, Decision, RunFacts } from './agent/decision.ts';
export type { PromptContext } from './agent/prompt-context.ts';
