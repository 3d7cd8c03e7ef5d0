import type { Transaction } from 'kysely';
import type { AgentName, RunKey, RunResult } from '@aegis/shared/domain';
import { describeFailure } from '../core/run/retry.ts';
import { recordEffects } from './effects.ts';
import type { MasterTables, RunRow } from './tables.ts';

type Tx = Transaction<MasterTables>;

/** Writes a run down with the money reserved for it, in the transaction that starts it (P3). */
export async function insertRun(
	tx: Tx,
	run: RunKey,
	started: {
		readonly agent: AgentName;
		readonly cardName: string;
		readonly attempt: number;
		readonly reservedUsd: number;
		readonly now: number;
	},
): Promise<void> {
	await tx
		.insertInto('run')
		.values({
			run_id: run.runId,
			card_gid: run.cardGid,
			card_name: started.cardName,
			project_gid: run.projectGid,
			agent: started.agent,
			epoch: run.epoch,
			attempt: started.attempt,
			state: 'queued',
			worker_id: null,
			incarnation: null,
			reserved_usd: started.reservedUsd,
			cost_usd: 0,
			cost_known: 1,
			outcome: null,
			message: null,
			session_id: null,
			activity: null,
			queued_at: started.now,
			started_at: null,
			finished_at: null,
			stop_why: null,
		})
		.execute();
}

export async function loadRun(tx: Tx, runId: string): Promise<RunRow | null> {
	return (await tx.selectFrom('run').selectAll().where('run_id', '=', runId).executeTakeFirst()) ?? null;
}

export async function markClaimed(
	tx: Tx,
	runId: string,
	by: { workerId: string; incarnation: string; now: number },
): Promise<void> {
	await tx
		.updateTable('run')
		.set({ state: 'running', worker_id: by.workerId, incarnation: by.incarnation, started_at: by.now })
		.where('run_id', '=', runId)
		.where('state', '=', 'queued')
		.execute();
}

/** Notes that a run was told to stop: from now on its lease is not renewed. */
export async function markStopping(tx: Tx, runId: string, why: string): Promise<void> {
	await tx.updateTable('run').set({ stop_why: why }).where('run_id', '=', runId).execute();
}

/** Notes what a run has cost so far, so that a crash does not make the spend disappear. Cost never falls. */
export async function noteProgress(
	tx: Tx,
	runId: string,
	seen: { costUsd: number; activity: string; sessionId: string | null },
): Promise<void> {
	await tx
		.updateTable('run')
		.set((eb) => ({
			cost_usd: eb
				.case()
				.when('cost_usd', '<', seen.costUsd)
				.then(seen.costUsd)
				.else(eb.ref('cost_usd'))
				.end(),
			activity: seen.activity,
			...(seen.sessionId === null ? {} : { session_id: seen.sessionId }),
		}))
		.where('run_id', '=', runId)
		.where('state', '=', 'running')
		.execute();
}

/** Ends a run that no worker had claimed yet and that none may claim any more; nothing when it had ended before. */
export async function forgetQueuedRun(tx: Tx, runId: string, now: number): Promise<void> {
	await tx
		.updateTable('run')
		.set({ state: 'finished', outcome: 'cancelled', message: 'cancelled before it began', finished_at: now })
		.where('run_id', '=', runId)
		.where('state', '=', 'queued')
		.execute();
}

/**
 * Ends a run and settles its cost: the runner's own figure, or the last one seen where it could not tell. Returns what
 * is to be counted, or null when the run had already ended and must not be counted again. Where a lost run's worker can
 * tell after all, that is what is missing from the card's spend.
 */
export async function settleRun(
	tx: Tx,
	runId: string,
	result: RunResult,
	now: number,
): Promise<number | null> {
	const row = await loadRun(tx, runId);
	if (row === null) return null;
	const usd = Math.max(result.costUsd ?? 0, row.cost_usd);
	const card = row.card_gid;
	if (row.state === 'finished') {
		if (row.cost_known === 1 || result.costUsd === null) return null;
		await tx.updateTable('run').set({ cost_usd: usd, cost_known: 1 }).where('run_id', '=', runId).execute();
		await recordEffects(tx, [{ kind: 'settle-late', card, run: runId, usd }]);
		return usd > row.cost_usd ? usd - row.cost_usd : null;
	}
	await tx
		.updateTable('run')
		.set({
			state: 'finished',
			outcome: result.outcome.kind,
			message:
				result.outcome.kind === 'succeeded'
					? result.outcome.intent.headline
					: describeFailure(result.outcome),
			cost_usd: usd,
			cost_known: result.costUsd === null ? 0 : 1,
			session_id: result.sessionId ?? row.session_id,
			finished_at: now,
			started_at: row.started_at ?? row.queued_at,
			activity: null,
		})
		.where('run_id', '=', runId)
		.execute();
	await recordEffects(tx, [{ kind: 'settle', card, run: runId, usd, known: result.costUsd !== null }]);
	return usd;
}
