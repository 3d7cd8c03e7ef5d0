import { z } from 'zod';
import { agentNames } from './agents.ts';

/**
 * A comment Aegis wants on a card: a persona, one or two sentences, a short list of facts, optionally a longer body.
 *
 * `ref` is unique per comment and is written into its text, so that a retry after a lost reply finds it.
 */
export const BoardComment = z.object({
	ref: z.string(),
	persona: z.enum(agentNames),
	headline: z.string(),
	facts: z.array(z.tuple([z.string(), z.string()])),
	body: z.string().optional(),
});
export type BoardComment = z.infer<typeof BoardComment>;
