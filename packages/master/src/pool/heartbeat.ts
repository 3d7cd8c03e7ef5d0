import type { Kysely } from 'kysely';
import type { ToMaster, WorkerRenewed } from '@aegis/shared/messages';
import { findSettled, judgeHeartbeat } from '../core/run/judge-heartbeat.ts';
import type { MasterTables, RunRow } from '../store/tables.ts';
import type { WorkerPool } from './worker-pool.ts';

type Heartbeat = Extract<ToMaster, { type: 'worker.heartbeat' }>;

export interface HeartbeatAnswer {
	readonly reply: WorkerRenewed;
	/** Runs the worker should have and has not: another process than the one that claimed them, or an answer it never got. */
	readonly missing: readonly RunRow[];
	readonly poolChanged: boolean;
}

/**
 * Renews the leases a worker may keep, and finds out what it has lost. Changes no fact. `sentAt` is when the worker sent
 * it, in milliseconds: a heartbeat that lay in the mailbox is judged by what was true then.
 */
export async function answerHeartbeat(
	db: Kysely<MasterTables>,
	heartbeat: Heartbeat,
	sentAt: number,
	pool: WorkerPool,
): Promise<HeartbeatAnswer> {
	const at = Math.min(sentAt, Date.now());
	const poolChanged = pool.hear(heartbeat);
	const rows = await db
		.selectFrom('run')
		.selectAll()
		.where('state', '=', 'running')
		.where('worker_id', '=', heartbeat.workerId)
		.execute();
	const claimed = rows.map((row) => ({
		row,
		runId: row.run_id,
		epoch: row.epoch,
		incarnation: row.incarnation,
		startedAt: row.started_at,
		stopWhy: row.stop_why,
	}));
	const { held, lost, stop, missing } = judgeHeartbeat(heartbeat, claimed, at);
	const stopping = new Set(stop.map(({ runId }) => runId));
	for (const runId of held) if (!stopping.has(runId)) pool.renew(runId);
	return {
		reply: {
			type: 'worker.renewed',
			leaseMs: pool.leaseMs,
			held,
			lost,
			stop,
			settled: findSettled(lost, await loadEnds(db, lost)),
		},
		missing: missing.map(({ row }) => row),
		poolChanged,
	};
}

async function loadEnds(db: Kysely<MasterTables>, runIds: readonly string[]) {
	if (runIds.length === 0) return [];
	const rows = await db
		.selectFrom('run')
		.select(['run_id', 'state', 'cost_known'])
		.where('run_id', 'in', runIds)
		.execute();
	return rows.map((row) => ({
		runId: row.run_id,
		finished: row.state === 'finished',
		costKnown: row.cost_known === 1,
	}));
}
