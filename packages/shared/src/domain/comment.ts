import { z } from 'zod';
import { agentNames } from './agents.ts';

/**
 * A comment Aegis wants on a card: a persona, one or two sentences, a short list of facts, optionally a longer body.
 *
 * `ref` is unique per comment and is written into its text, so that a retry after a lost reply finds it. `runId` is the
 * run it tells of, if any.
 */
export const BoardComment = z.object({
	ref: z.string(),
	runId: z.string().optional(),
	persona: z.enum(agentNames),
	/** The operator whose words `body` is, posted on their behalf; nothing else of the comment is shown then. */
	operator: z.string().optional(),
	headline: z.string(),
	facts: z.array(z.tuple([z.string(), z.string()])),
	body: z.string().optional(),
});
export type BoardComment = z.infer<typeof BoardComment>;
