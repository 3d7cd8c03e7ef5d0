import type { Clock } from '@aegis/shared/clock';
import type { ToMaster, WorkerRenewed } from '@aegis/shared/messages';
import { findSettled, judgeHeartbeat } from '../core/run/judge-heartbeat.ts';
import type { RunBook } from '../store/master-store.ts';
import type { RunRow } from '../store/tables.ts';
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
	heartbeat: Heartbeat,
	{
		runs,
		pool,
		clock,
		sentAt,
	}: {
		readonly runs: Pick<RunBook, 'runningOf' | 'ends'>;
		readonly pool: WorkerPool;
		readonly clock: Clock;
		readonly sentAt: number;
	},
): Promise<HeartbeatAnswer> {
	const at = Math.min(sentAt, clock.wall());
	const poolChanged = pool.hear(heartbeat);
	const rows = await runs.runningOf(heartbeat.workerId);
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
			settled: findSettled(lost, (await runs.ends(lost)).map(toEnd)),
		},
		missing: missing.map(({ row }) => row),
		poolChanged,
	};
}

function toEnd(row: Pick<RunRow, 'run_id' | 'state' | 'cost_known'>) {
	return { runId: row.run_id, finished: row.state === 'finished', costKnown: row.cost_known === 1 };
}
