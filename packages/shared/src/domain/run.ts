import { z } from 'zod';
import { agentNames } from './agents.ts';
import { CardSnapshot } from './card.ts';
import { Intent } from './intent.ts';

/** Names one attempt of one agent at one card. An effect with an older epoch than the card's is refused. */
export const RunKey = z.object({
	runId: z.string(),
	cardGid: z.string(),
	projectGid: z.string(),
	epoch: z.number().int(),
});
export type RunKey = z.infer<typeof RunKey>;

/** Everything a worker needs to start a run; given with the lease. `budgetUsd` is what is reserved for it. */
export const RunSpec = RunKey.extend({
	agent: z.enum(agentNames),
	card: CardSnapshot,
	project: z.object({ gid: z.string(), name: z.string(), path: z.string() }),
	budgetUsd: z.number(),
	resumeSessionId: z.string().nullable(),
	attempt: z.number().int(),
	reviewRound: z.number().int(),
	/** What the run before found wrong: reviewer's findings, failing checks, a merge conflict. */
	findings: z.string().nullable(),
	/** The approved plan, where a planner made one. */
	plan: z.string().nullable(),
	/** The only commit a merge may land: the one that was approved, or reviewed; null where nobody has told of one. */
	approvedHead: z.string().nullable(),
	/** False where the project asks nobody before a merge. */
	approvalNeeded: z.boolean().optional(),
	/** The digest of the guarded changes that a person ticked; any other wants a tick first. */
	guardTick: z.string().nullable().optional(),
	/** Other cards of the project a triage may name as the original of a duplicate. */
	otherCards: z.array(z.object({ gid: z.string(), name: z.string() })),
});
export type RunSpec = z.infer<typeof RunSpec>;

/**
 * What of a change lands only with a person's second tick. `digest` names the commit and the guarded blobs; `changes` are
 * the first of `count`.
 */
export const GuardedEvidence = z.object({
	digest: z.string(),
	changes: z.array(z.object({ path: z.string(), why: z.string() })),
	count: z.number().int(),
});
export type GuardedEvidence = z.infer<typeof GuardedEvidence>;

/** The commits a coder left on the card's branch, as the worker saw them itself. */
export const BranchEvidence = z.object({
	branch: z.string(),
	headSha: z.string(),
	commits: z.number().int(),
	pushed: z.boolean(),
	/** Null where nothing of it is guarded; absent where nobody looked. */
	guarded: GuardedEvidence.nullable().optional(),
});
export type BranchEvidence = z.infer<typeof BranchEvidence>;

/** What a merge did to main. */
export const MergeEvidence = z.object({
	base: z.string(),
	mainBefore: z.string(),
	mainAfter: z.string(),
	pushed: z.boolean(),
});
export type MergeEvidence = z.infer<typeof MergeEvidence>;

/** How a run ended. `failed`, `timed-out` and `stalled` count as attempts; the others do not. */
export const RunOutcome = z.discriminatedUnion('kind', [
	z.object({
		kind: z.literal('succeeded'),
		intent: Intent,
		branch: BranchEvidence.optional(),
		merge: MergeEvidence.optional(),
	}),
	z.object({
		kind: z.literal('failed'),
		code: z.string(),
		message: z.string(),
		evidence: z.string().optional(),
	}),
	z.object({ kind: z.literal('timed-out'), afterMs: z.number() }),
	z.object({ kind: z.literal('stalled'), silentMs: z.number() }),
	z.object({ kind: z.literal('over-budget'), spentUsd: z.number() }),
	z.object({ kind: z.literal('cancelled'), why: z.string() }),
	z.object({ kind: z.literal('usage-limited'), until: z.number().nullable() }),
	z.object({ kind: z.literal('overloaded'), detail: z.string() }),
	z.object({ kind: z.literal('lost'), why: z.string() }),
]);
export type RunOutcome = z.infer<typeof RunOutcome>;

/** What was read and written for a run; `input` is what was read anew, besides what came from and went to the cache. */
export const TokensUsed = z.object({
	input: z.number().nonnegative(),
	cacheRead: z.number().nonnegative(),
	cacheWrite: z.number().nonnegative(),
	output: z.number().nonnegative(),
});
export type TokensUsed = z.infer<typeof TokensUsed>;

/** The outcome with what it took. `costUsd` is this run's alone; null when the runner could not tell. */
export const RunResult = z.object({
	outcome: RunOutcome,
	costUsd: z.number().nonnegative().nullable(),
	/** `costUsd` was counted at the run's own door: what was heard before held money set aside, and does not count. */
	metered: z.boolean().optional(),
	sessionId: z.string().nullable(),
	turns: z.number().int().nullable(),
	/** Null or absent where nobody counted them. */
	tokens: TokensUsed.nullish(),
	/** The models that really answered, in the order of their first answer. */
	models: z.array(z.string()).optional(),
	durationMs: z.number(),
	worktreePath: z.string().nullable(),
	/** What its programs were kept in; `why` says why they were not, and is null where they were. */
	sandbox: z.object({ mode: z.enum(['bwrap', 'none']), why: z.string().nullable() }).optional(),
});
export type RunResult = z.infer<typeof RunResult>;
