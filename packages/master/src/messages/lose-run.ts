import type { Outgoing } from '@aegis/shared/actor';
import type { RunKey } from '@aegis/shared/domain';
import { recordEffects } from '../store/effects.ts';
import type { RunRow } from '../store/tables.ts';
import type { Handling, Tx } from './handling.ts';

/** Ends a run whose worker is gone. What it had cost is what was last seen of it. */
export async function loseRun(
	tx: Tx,
	row: RunRow,
	why: string,
	{ desk, pool }: Pick<Handling, 'desk' | 'pool'>,
): Promise<Outgoing[]> {
	pool.release(row.run_id);
	await recordEffects(tx, [{ kind: 'lost', card: row.card_gid, run: row.run_id, why }]);
	return desk.finish(tx, keyOf(row), {
		outcome: { kind: 'lost', why },
		costUsd: null,
		sessionId: row.session_id,
		turns: null,
		durationMs: Date.now() - (row.started_at ?? row.queued_at),
		worktreePath: null,
	});
}

export function keyOf(row: RunRow): RunKey {
	return { runId: row.run_id, cardGid: row.card_gid, projectGid: row.project_gid, epoch: row.epoch };
}
