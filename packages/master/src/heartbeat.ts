import type { Kysely } from 'kysely';
import type { ToMaster, WorkerRenewed } from '@aegis/shared/messages';
import type { MasterTables, RunRow } from './store/tables.ts';
import type { WorkerPool } from './worker-pool.ts';

type Heartbeat = Extract<ToMaster, { type: 'worker.heartbeat' }>;

/** How long a claimed run may be missing from its worker's heartbeats: its claim's answer may still be on the way. */
const missingMs = 5_000;

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
	const theirs = new Map(
		rows.filter((row) => row.incarnation === heartbeat.incarnation).map((row) => [row.run_id, row]),
	);
	const held: string[] = [];
	const lost: string[] = [];
	for (const run of heartbeat.running) {
		if (theirs.get(run.runId)?.epoch === run.epoch) {
			pool.renew(run.runId);
			held.push(run.runId);
		} else {
			lost.push(run.runId);
		}
	}
	const reported = new Set(held);
	const missing = rows.filter(
		(row) =>
			!reported.has(row.run_id) &&
			(row.incarnation !== heartbeat.incarnation || at - (row.started_at ?? at) > missingMs),
	);
	return { reply: { type: 'worker.renewed', leaseMs: pool.leaseMs, held, lost }, missing, poolChanged };
}
