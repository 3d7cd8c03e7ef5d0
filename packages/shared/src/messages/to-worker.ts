import { z } from 'zod';
import { agentNames } from '../domain/agents.ts';
import { RunKey, RunSpec } from '../domain/run.ts';

/** The job on the work queue: ids only, the truth comes with the lease. */
export const RunStart = RunKey.extend({ agent: z.enum(agentNames) });
export type RunStart = z.infer<typeof RunStart>;

/** Stop a run: a person moved the card, its epoch is old, or the system is paused. */
export const RunCancel = z.object({ type: z.literal('run.cancel'), run: RunKey, why: z.string() });

/** Answers `run.claim`. The lease lasts `leaseMs` from the moment the claim was sent. */
export const ClaimReply = z.object({
	type: z.literal('claim.reply'),
	granted: z.boolean(),
	why: z.string().optional(),
	/** With a refusal: milliseconds for which the slot takes no other invitation, so that another machine gets this one. */
	restMs: z.number().optional(),
	leaseMs: z.number().optional(),
	spec: RunSpec.optional(),
});
export type ClaimReply = z.infer<typeof ClaimReply>;

/**
 * Answers `worker.heartbeat`: the runs whose lease is renewed, those that must stop, and those whose result was heard.
 * `lost` is about the lease alone: a result that is on its way counts all the same.
 */
export const WorkerRenewed = z.object({
	type: z.literal('worker.renewed'),
	leaseMs: z.number(),
	held: z.array(z.string()),
	lost: z.array(z.string()),
	/** Held still, and to be stopped: their lease is not renewed. Repeats `run.cancel`, which may have been lost. */
	stop: z.array(z.object({ runId: z.string(), why: z.string() })).default([]),
	/** Missing from a master of an earlier version. */
	settled: z.array(z.string()).optional(),
});
export type WorkerRenewed = z.input<typeof WorkerRenewed>;

/** Answers `sweep.ask`. */
export const SweepReply = z.object({
	type: z.literal('sweep.reply'),
	over: z.array(z.string()),
	sessions: z.array(z.string()),
});
export type SweepReply = z.infer<typeof SweepReply>;

export const ToWorker = z.discriminatedUnion('type', [RunCancel, ClaimReply, WorkerRenewed, SweepReply]);
export type ToWorker = z.infer<typeof ToWorker>;
