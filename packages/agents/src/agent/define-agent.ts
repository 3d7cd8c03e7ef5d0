import { readFileSync } from 'node:fs';
import type { AgentName } from '@aegis/shared/domain';
import { z } from 'zod';
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
			if (parsed.success) return definition.decide(parsed.data, facts);
			return {
				kind: 'invalid',
				code: 'ANSWER_INVALID',
				message: `The ${name} did not answer in the agreed form.`,
				evidence: z.prettifyError(parsed.error),
			};
		},
	};
}

/** Draft 7 is what the CLI validates with; `input`, because defaults are filled in by us. */
function toJsonSchema(schema: z.ZodType): object {
	const { $schema: _, ...rest } = z.toJSONSchema(schema, { target: 'draft-7', io: 'input' });
	return rest;
}
