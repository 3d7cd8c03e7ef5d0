import type { RunKey } from '@aegis/shared/domain';

/** How long a claimed run may be missing from its worker's heartbeats: its claim's answer may still be on the way. */
const missingMs = 5_000;

/** A run as the store has it; `startedAt` is the master's wall clock in milliseconds. */
export interface ClaimedRun {
	readonly runId: string;
	readonly epoch: number;
	readonly incarnation: string | null;
	readonly startedAt: number | null;
	/** Why it was told to stop; null while it may go on. */
	readonly stopWhy: string | null;
}

/**
 * Compares what a worker says it runs with the runs it has claimed: which leases are renewed, which of its runs must
 * stop, and which runs it should have and has not. `sentAt` is when the heartbeat was sent. A run that was told to stop is
 * its worker's still, but its lease is not renewed: a worker that never hears of it must end it when the lease does.
 */
export function judgeHeartbeat<Run extends ClaimedRun>(
	heartbeat: { readonly incarnation: string; readonly running: readonly RunKey[] },
	claimed: readonly Run[],
	sentAt: number,
): {
	readonly held: string[];
	readonly lost: string[];
	readonly stop: { readonly runId: string; readonly why: string }[];
	readonly missing: readonly Run[];
} {
	const theirs = new Map(
		claimed.filter((run) => run.incarnation === heartbeat.incarnation).map((run) => [run.runId, run]),
	);
	const held: string[] = [];
	const lost: string[] = [];
	for (const { runId, epoch } of heartbeat.running)
		(theirs.get(runId)?.epoch === epoch ? held : lost).push(runId);
	const missing = claimed.filter((run) => {
		// Of another process: either the run's is gone, or this heartbeat is of one before it and came late.
		const patienceMs = run.incarnation === heartbeat.incarnation ? missingMs : 0;
		return !held.includes(run.runId) && sentAt - (run.startedAt ?? sentAt) > patienceMs;
	});
	const stop = held.flatMap((runId) => {
		const why = theirs.get(runId)?.stopWhy ?? null;
		return why === null ? [] : [{ runId, why }];
	});
	return { held, lost, stop, missing };
}

/**
 * Of runs that are not held by who named them, those whose result need not be told again: what they cost is known, or
 * nobody here ever knew of them. A run that was given up is settled only when its worker's own word has come.
 */
export function findSettled(
	lost: readonly string[],
	runs: readonly { readonly runId: string; readonly finished: boolean; readonly costKnown: boolean }[],
): string[] {
	const known = new Map(runs.map((run) => [run.runId, run]));
	return lost.filter((runId) => {
		const run = known.get(runId);
		return run === undefined || (run.finished && run.costKnown);
	});
}
