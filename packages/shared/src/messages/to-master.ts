import { z } from 'zod';
import { CardSnapshot } from '../domain/card.ts';
import { RunKey, RunResult } from '../domain/run.ts';
import { CardOrder } from './card-order.ts';

/**
 * A card as the syncer saw it. `appliedSeq` is the highest `asana.apply` of this card that had been applied
 * before the card was read: a snapshot older than the master's last command says nothing about what that changed.
 */
export const CardObserved = z.object({
	type: z.literal('card.observed'),
	appliedSeq: z.number().int(),
	card: CardSnapshot,
});

/** The card was deleted or left the project. */
export const CardGone = z.object({
	type: z.literal('card.gone'),
	projectGid: z.string(),
	cardGid: z.string(),
});

/**
 * What became of an `asana.apply`: applied; refused, because a person had moved the card meanwhile; or failed for
 * good. `card` is the card as it was read back afterwards.
 */
export const CardApplied = z.object({
	type: z.literal('card.applied'),
	projectGid: z.string(),
	cardGid: z.string(),
	seq: z.number().int(),
	outcome: z.enum(['applied', 'refused', 'failed']),
	detail: z.string().optional(),
	card: CardSnapshot.nullable(),
});

/** A whole project was read: every card that is not in `cardGids` is gone. */
export const ProjectSynced = z.object({
	type: z.literal('project.synced'),
	projectGid: z.string(),
	cardGids: z.array(z.string()),
});

/**
 * A syncer follows the project with another store than the one before it: on another machine, or after its own was
 * lost. Answered with `ProjectBase`; until then it writes and tells nothing.
 */
export const ProjectJoined = z.object({
	type: z.literal('project.joined'),
	projectGid: z.string(),
	ask: z.string(),
});

/** How the syncer fares with its project; shown to people. */
export const ProjectStatus = z.object({
	type: z.literal('project.status'),
	projectGid: z.string(),
	state: z.enum(['ok', 'degraded']),
	detail: z.string().optional(),
	lastPollAt: z.number(),
});

/** Sent every heartbeat; asks to renew the leases of the runs it holds. Answered with `WorkerRenewed`. */
export const WorkerHeartbeat = z.object({
	type: z.literal('worker.heartbeat'),
	workerId: z.string(),
	/** A new one per process start: a master that sees it change knows that the runs of the one before are lost. */
	incarnation: z.string(),
	host: z.string(),
	pid: z.number().int(),
	slots: z.number().int(),
	running: z.array(RunKey),
	stopping: z.boolean(),
});

/** Asks for the lease of a run a worker pulled from the queue. Answered with `ClaimReply`. */
export const RunClaim = z.object({
	type: z.literal('run.claim'),
	run: RunKey,
	workerId: z.string(),
	incarnation: z.string(),
});

/** What a run is doing now; loss is harmless. `costUsd` is this run's cost so far. */
export const RunProgress = z.object({
	type: z.literal('run.progress'),
	run: RunKey,
	workerId: z.string(),
	costUsd: z.number(),
	activity: z.string(),
	sessionId: z.string().nullable(),
});

export const RunFinished = z.object({
	type: z.literal('run.finished'),
	run: RunKey,
	workerId: z.string(),
	result: RunResult,
});

/** A supervisor saw a worker's process end: what it ran is lost at once, not after its lease. */
export const WorkerLost = z.object({
	type: z.literal('worker.lost'),
	workerId: z.string(),
	incarnation: z.string().nullable(),
	why: z.string(),
});

/** What a pause holds back: everything, a project, or a card. */
export const PauseTarget = z.discriminatedUnion('scope', [
	z.object({ scope: z.literal('all') }),
	z.object({ scope: z.literal('project'), gid: z.string() }),
	z.object({ scope: z.literal('card'), gid: z.string() }),
]);
export type PauseTarget = z.infer<typeof PauseTarget>;

/** A person wants no work: nothing of the target starts, and what runs is stopped with its session kept. */
export const WorkPause = z.object({ type: z.literal('work.pause'), target: PauseTarget, by: z.string() });

/** A person lifts the pause of exactly this target. For a card it also ends what it was stopped or set aside for. */
export const WorkResume = z.object({ type: z.literal('work.resume'), target: PauseTarget, by: z.string() });

/** A person stops a card: its run ends, and it waits until a person moves, edits or resumes it. */
export const CardStop = z.object({ type: z.literal('card.stop'), cardGid: z.string(), by: z.string() });

/**
 * A worker wants to tidy up: which of these cards of a project are over for longer than `keepMs`? Without a project it
 * asks for the sessions that may still be gone on with. Answered with `SweepReply`.
 */
export const SweepAsk = z.object({
	type: z.literal('sweep.ask'),
	projectGid: z.string().nullable(),
	cardGids: z.array(z.string()),
	keepMs: z.number().nonnegative(),
});

export const ToMaster = z.discriminatedUnion('type', [
	CardObserved,
	CardGone,
	CardApplied,
	ProjectSynced,
	ProjectJoined,
	ProjectStatus,
	WorkerHeartbeat,
	RunClaim,
	RunProgress,
	RunFinished,
	WorkerLost,
	WorkPause,
	WorkResume,
	CardStop,
	CardOrder,
	SweepAsk,
]);
export type ToMaster = z.infer<typeof ToMaster>;
