import type { AgentName } from '@aegis/shared/domain';
import type { z } from 'zod';
import type { Decision, RunFacts } from './decision.ts';
import type { PromptContext } from './prompt-context.ts';

/** One of the six agents: what it is asked, what it must answer, and what its answer means. */
export interface Agent {
	readonly name: AgentName;
	/** `write` may edit files in the worktree; `read` may not. */
	readonly access: 'read' | 'write';
	/** What the model must answer; strict, so an unknown key is refused. */
	readonly answer: z.ZodType;
	/** `answer` as the JSON schema a runner is given, derived once. */
	readonly jsonSchema: object;
	readonly maxTurns: number;
	readonly timeoutMs: number;
	/** Fills `prompts/<agent>.md`. Throws PROMPT_VARIABLE when template and variables do not match exactly. */
	renderPrompt(context: PromptContext): string;
	/** Says where the card should go. Pure: the same answer and facts give the same decision. */
	decide(answer: unknown, facts: RunFacts): Decision;
}
