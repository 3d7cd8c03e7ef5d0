import { z } from 'zod';
import { agentNames } from './agents.ts';
import { sections } from './sections.ts';
import { swarmStatuses } from './fields.ts';

/**
 * Where an agent would like its card to go: an intent, which the master checks before it becomes a fact.
 *
 * `kind` names the decision so that the master need not guess it from the section:
 * advance (the next stage), clarify (ask a person), duplicate (close), send-back (changes requested),
 * done (merged or documented), hold (stay where it is and wait for a person).
 */
export const Intent = z.object({
	kind: z.enum(['advance', 'clarify', 'duplicate', 'send-back', 'done', 'hold']),
	section: z.enum(sections),
	agent: z.enum(agentNames).nullable(),
	swarmStatus: z.enum(swarmStatuses),
	completed: z.boolean(),
	headline: z.string(),
	facts: z.array(z.tuple([z.string(), z.string()])),
	/** Long text for the comment: a plan, numbered questions, findings. */
	body: z.string().optional(),
	/** What the next agent must know and the comment need not repeat: review findings, failing checks. */
	findings: z.string().optional(),
});
export type Intent = z.infer<typeof Intent>;
