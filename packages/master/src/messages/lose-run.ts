import type { Outgoing } from '@aegis/shared/actor';
import { keyOf } from '../desk/run-book.ts';
import type { MasterTx } from '../store/master-store.ts';
import type { RunRow } from '../store/tables.ts';
import type { Handling } from './handling.ts';

/** Ends a run whose worker is gone. What it had cost is what was last seen of it. */
export async function loseRun(
	tx: MasterTx,
	row: RunRow,
	why: string,
	{ desk, pool, clock }: Pick<Handling, 'desk' | 'pool' | 'clock'>,
): Promise<Outgoing[]> {
	pool.release(row.run_id);
	await tx.effects.record([{ kind: 'lost', card: row.card_gid, run: row.run_id, why }]);
	return desk.finish(tx, keyOf(row), {
		outcome: { kind: 'lost', why },
		costUsd: null,
		sessionId: row.session_id,
		turns: null,
		durationMs: clock.wall() - (row.started_at ?? row.queued_at),
		worktreePath: null,
	});
}
