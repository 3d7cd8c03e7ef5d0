import type { AgentName, RunKey } from '@aegis/shared/domain';
import type { MasterTx } from '../store/master-store.ts';
import type { RunRow } from '../store/tables.ts';

/** Writes a run down with the money reserved for it, in the transaction that starts it (P3). */
export async function insertRun(
	{ runs }: MasterTx,
	run: RunKey,
	started: {
		readonly agent: AgentName;
		readonly cardName: string;
		readonly authorGid: string | null;
		readonly attempt: number;
		readonly reservedUsd: number;
		readonly now: number;
	},
): Promise<void> {
	await runs.insert({
		run_id: run.runId,
		card_gid: run.cardGid,
		card_name: started.cardName,
		project_gid: run.projectGid,
		agent: started.agent,
		author_gid: started.authorGid,
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
		tokens: null,
		models: null,
		stop_why: null,
	});
}

/** A worker has been granted the run; one that has it already keeps since when. */
export async function markClaimed(
	{ runs }: MasterTx,
	row: RunRow,
	by: { workerId: string; incarnation: string; now: number },
): Promise<void> {
	if (row.state !== 'queued') return;
	await runs.update(row.run_id, {
		state: 'running',
		worker_id: by.workerId,
		incarnation: by.incarnation,
		started_at: by.now,
	});
}

/** Notes what a run has cost so far, so that a crash does not make the spend disappear. Cost never falls. */
export async function noteProgress(
	{ runs }: MasterTx,
	runId: string,
	seen: { costUsd: number; activity: string; sessionId: string | null },
): Promise<void> {
	const row = await runs.load(runId);
	if (row?.state !== 'running') return;
	await runs.update(runId, {
		cost_usd: Math.max(row.cost_usd, seen.costUsd),
		activity: seen.activity,
		session_id: seen.sessionId ?? row.session_id,
	});
}

/** Ends a run that no worker had claimed yet and that none may claim any more; nothing when it had ended before. */
export async function forgetQueuedRun({ runs }: MasterTx, runId: string, now: number): Promise<void> {
	if ((await runs.load(runId))?.state !== 'queued') return;
	await runs.update(runId, {
		state: 'finished',
		outcome: 'cancelled',
		message: 'cancelled before it began',
		finished_at: now,
	});
}

export function keyOf(row: RunRow): RunKey {
	return { runId: row.run_id, cardGid: row.card_gid, projectGid: row.project_gid, epoch: row.epoch };
}
