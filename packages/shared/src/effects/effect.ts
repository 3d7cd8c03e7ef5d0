import { z } from 'zod';

const run = { run: z.string(), epoch: z.number().int() };

/** What a merge did or is about to do to main: commits, and the tree main has afterwards. */
const landing = {
	...run,
	head: z.string(),
	tree: z.string(),
	mainBefore: z.string().optional(),
	mainAfter: z.string().optional(),
};

/**
 * Something that happened to a card, whatever anybody believes. Money is US dollars. Ids, numbers and words of Aegis's
 * own: never text of a card, never a secret.
 */
const EffectBody = z.discriminatedUnion('kind', [
	// The master, exact: written in the transaction they tell of.
	/** The card's epoch has risen to this. */
	z.object({ kind: z.literal('epoch'), epoch: z.number().int() }),
	/** A run is written down with the money reserved for it, on top of what the card has cost. */
	z.object({
		kind: z.literal('reserve'),
		...run,
		usd: z.number(),
		spentUsd: z.number(),
		capUsd: z.number(),
		project: z.string().optional(),
	}),
	/** A person pauses, or lifts a pause of, everything (`all`), a project (`project/gid`) or a card (`card/gid`). */
	z.object({ kind: z.literal('pause'), target: z.string(), on: z.boolean() }),
	/** A run that merges was started: under the approval of `head`, or because the project asks for none. */
	z.object({ kind: z.literal('permit'), ...run, head: z.string().nullable(), auto: z.boolean() }),
	/** A worker was given the lease of a run. */
	z.object({ kind: z.literal('granted'), ...run, worker: z.string() }),
	/** The master knows that a run has cost this much so far. */
	z.object({ kind: z.literal('heard-cost'), run: z.string(), usd: z.number() }),
	/** `known` is false where nobody could say and the last seen cost stands in. */
	z.object({ kind: z.literal('settle'), run: z.string(), usd: z.number(), known: z.boolean() }),
	/** The worker of a run that was settled without its word could tell after all: `usd` is the run's cost in all. */
	z.object({
		kind: z.literal('settle-late'),
		run: z.string(),
		usd: z.number(),
		/** Counted at the run's own door: it may be less than what was heard, which held money set aside. */
		metered: z.boolean().optional(),
	}),
	z.object({ kind: z.literal('cancel'), run: z.string(), why: z.string() }),
	/** A run was given up: its worker ended, does not have it, or its lease ran out. */
	z.object({ kind: z.literal('lost'), run: z.string(), why: z.string() }),
	z.object({ kind: z.literal('quarantined') }),
	/** The workers the card has lost are forgotten: a person has looked at it, or a run of it ended well. */
	z.object({ kind: z.literal('pardoned') }),
	/** A person says that the branch as it is may be merged. */
	z.object({ kind: z.literal('approve'), head: z.string().nullable() }),
	/** A person moved the card, or deleted or restored it. `version` counts the card's changes where that is known. */
	z.object({ kind: z.literal('person'), section: z.string().nullable(), version: z.number().optional() }),

	// The worker, at the moment of the effect.
	/** A process of this name begins: what an earlier one of the name ran is dead. Concerns no card. */
	z.object({ kind: z.literal('started'), worker: z.string() }),
	/** An agent is about to be started. */
	z.object({ kind: z.literal('spawn'), ...run, worker: z.string() }),
	/** No process of the run is left. */
	z.object({ kind: z.literal('dead'), run: z.string() }),
	/** The agent said what it has cost so far. */
	z.object({ kind: z.literal('cost'), run: z.string(), usd: z.number() }),
	/** A worker has written a run's result to its disk; `usd` is null where it could not tell the cost. */
	z.object({ kind: z.literal('reported'), run: z.string(), usd: z.number().nullable() }),
	/** The card's branch has another head. */
	z.object({ kind: z.literal('commit'), ...run, head: z.string() }),
	z.object({ kind: z.literal('push'), ...run, head: z.string() }),
	/** The project's checks passed on this tree; `checked` is false where the project has none. */
	z.object({ kind: z.literal('tested'), tree: z.string(), checked: z.boolean().optional() }),
	/** Main is about to be moved. */
	z.object({ kind: z.literal('landing'), ...landing }),
	/** Main moved, as was read back. `auto` where the project asks for no approval, if that is known here. */
	z.object({ kind: z.literal('merge'), ...landing, auto: z.boolean().optional() }),

	// The syncer, after the board has answered.
	/** Aegis moved the card. `knows` is the `version` the mover knew of, where that is known. */
	z.object({
		kind: z.literal('move'),
		seq: z.number().int(),
		from: z.string().nullable(),
		to: z.string().nullable(),
		expected: z.string().nullable(),
		knows: z.number().optional(),
	}),
	/** A command to the board has ended. */
	z.object({ kind: z.literal('written'), seq: z.number().int(), outcome: z.string().optional() }),
	z.object({ kind: z.literal('comment'), ref: z.string() }),
	/** The master does not know of the end of what it commanded after this: that is given and carried out once more. */
	z.object({ kind: z.literal('base'), seq: z.number().int() }),

	// Seen from outside: a simulated world, a model provider's bill, somebody who looks at the end.
	/** A model turn the provider bills. */
	z.object({ kind: z.literal('turn'), ...run, usd: z.number() }),
	/** Redis lost messages; they come again, later than others. Concerns no card. */
	z.object({ kind: z.literal('redis-lost') }),
	/** A worker's machine stands still, its agents too. Concerns no card. */
	z.object({ kind: z.literal('frozen'), worker: z.string(), until: z.number() }),
	/** The master takes the board to be as it was at `version`. */
	z.object({ kind: z.literal('believes'), version: z.number() }),
	/** The card when nothing happens any more; `problem` is null when it may rest like this. */
	z.object({ kind: z.literal('rest'), problem: z.string().nullable() }),
	/** What the card had come to before everything was killed once more, and after. */
	z.object({ kind: z.literal('restarted'), before: z.string(), after: z.string() }),
]);

/** `at` is wall time in milliseconds; `card` is the card's gid, empty where the effect concerns none. */
const Occasion = z.object({ at: z.number(), card: z.string() });

export const Effect = z.intersection(Occasion, EffectBody);
export type Effect = z.infer<typeof Effect>;
export type EffectKind = Effect['kind'];

/** An effect as a service tells it: when it happened is added by the log. */
export type NewEffect = { readonly card: string } & z.infer<typeof EffectBody>;

/** Who wrote a record and when by its machine's monotonic clock, which all its processes share. Milliseconds. */
export const Origin = z.object({
	mono: z.number(),
	boot: z.string(),
	pid: z.number().int(),
	service: z.string(),
	/** The link of the record before, and who wrote both (`chain.ts`). Absent in logs of earlier versions. */
	prev: z.string().optional(),
	life: z.string().optional(),
});
export type Origin = z.infer<typeof Origin>;

export const EffectRecord = z.intersection(Origin, Effect);
export type EffectRecord = z.infer<typeof EffectRecord>;
