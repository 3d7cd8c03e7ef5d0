import { z } from 'zod';

/** Something people may like to see at once. Ephemeral: lost events cost nothing but the sight of them. */
export const LiveEvent = z.discriminatedUnion('type', [
	z.object({ type: z.literal('card.changed'), at: z.number(), cardGid: z.string(), projectGid: z.string() }),
	z.object({
		type: z.literal('run.event'),
		at: z.number(),
		runId: z.string(),
		cardGid: z.string(),
		agent: z.string(),
		text: z.string(),
		costUsd: z.number(),
	}),
	z.object({ type: z.literal('workers.changed'), at: z.number() }),
]);
export type LiveEvent = z.infer<typeof LiveEvent>;
