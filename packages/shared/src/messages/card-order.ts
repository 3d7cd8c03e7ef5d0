import { z } from 'zod';
import { agentNames } from '../domain/agents.ts';

/** The longest text a person may give with an order, in characters. */
export const maxOrderText = 20_000;

const words = z.string().trim().min(1).max(maxOrderText);

/**
 * What an operator may order about one card.
 *
 * `comment` answers where the card asks and is a comment where it does not. `approve` names the commit that was looked
 * at (null: none was told of) and counts for it alone. `tick` lets the guarded paths land whose digest it names. `budget` is the new Max Cost in US dollars, never a sum to add:
 * given twice it is given once. `retry` begins a stage afresh.
 */
export const CardAct = z.discriminatedUnion('kind', [
	z.object({ kind: z.literal('comment'), text: words }),
	z.object({ kind: z.literal('approve'), head: z.string().max(64).nullable() }),
	z.object({ kind: z.literal('tick'), digest: z.string().min(16).max(64) }),
	z.object({ kind: z.literal('send-back'), text: words }),
	z.object({ kind: z.literal('budget'), maxCostUsd: z.number().positive().max(100_000) }),
	z.object({ kind: z.literal('retry'), agent: z.enum(agentNames) }),
	z.object({ kind: z.literal('stop') }),
]);
export type CardAct = z.infer<typeof CardAct>;

/**
 * The operator orders something about a card. `by` is the name it is done in. The envelope's id is the order's: the
 * master keeps what became of it under that id.
 */
export const CardOrder = z.object({
	type: z.literal('card.order'),
	cardGid: z.string(),
	act: CardAct,
	by: z.string().min(1).max(120),
});
export type CardOrder = z.infer<typeof CardOrder>;
