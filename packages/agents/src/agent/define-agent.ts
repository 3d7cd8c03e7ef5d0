import { readFileSync } from 'node:fs';
import type { AgentName } from '@aegis/shared/domain';
import { z } from 'zod';
import { describeLeftOut } from '../prompt/card-text.ts';
import { fillTemplate } from '../prompt/fill-template.ts';
import type { Agent } from './agent.ts';
import type { Decision, RunFacts } from './decision.ts';
import type { PromptContext } from './prompt-context.ts';

const promptsFolder = new URL('../../../../prompts/', import.meta.url);

interface AgentDefinition<Answer> {
	readonly name: AgentName;
	readonly template: string;
	readonly access: 'read' | 'write';
	readonly answer: z.ZodType<Answer>;
	readonly maxTurns: number;
	readonly timeoutMs: number;
	readonly variables: (context: PromptContext) => Record<string, string>;
	readonly decide: (answer: Answer, facts: RunFacts) => Decision;
}

/** Makes an agent of its parts; the template is read when the first prompt is rendered. */
export function defineAgent<Answer>(definition: AgentDefinition<Answer>): Agent {
	const { name, access, answer, maxTurns, timeoutMs } = definition;
	let template: string | null = null;
	return {
		name,
		access,
		answer,
		maxTurns,
		timeoutMs,
		jsonSchema: toJsonSchema(answer),
		renderPrompt(context) {
			template ??= readFileSync(new URL(definition.template, promptsFolder), 'utf8');
			return fillTemplate(definition.template, template, definition.variables(context));
		},
		decide(value, facts) {
			const parsed = answer.safeParse(value);
			if (parsed.success) return tellLeftOut(name, definition.decide(parsed.data, facts), facts);
			return {
				kind: 'invalid',
				code: 'ANSWER_INVALID',
				message: `The ${name} did not answer in the agreed form.`,
				evidence: z.prettifyError(parsed.error),
			};
		},
	};
}

/** The agents that understand a card for those after them. */
const readers: ReadonlySet<AgentName> = new Set(['Triage', 'Planner', 'Worker', 'Documentation']);

/** A person learns from the comment what of the card the agent was not shown. */
function tellLeftOut(name: AgentName, decision: Decision, { spec }: RunFacts): Decision {
	const leftOut = readers.has(name) ? describeLeftOut(spec.card) : null;
	if (decision.kind !== 'intent' || leftOut === null) return decision;
	const { intent } = decision;
	return { kind: 'intent', intent: { ...intent, facts: [...intent.facts, ['Not read', leftOut]] } };
}

/** Draft 7 is what the CLI validates with; `input`, because defaults are filled in by us. */
function toJsonSchema(schema: z.ZodType): object {
	const { $schema: _, ...rest } = z.toJSONSchema(schema, { target: 'draft-7', io: 'input' });
	return rest;
}
