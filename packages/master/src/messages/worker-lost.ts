import type { Outgoing } from '@aegis/shared/actor';
import type { Handler } from './handling.ts';
import { loseRun } from './lose-run.ts';

/** Ends what a dead worker ran. `envelope.at` is when its supervisor said so, 0 where it is our own. */
export const handleWorkerLost: Handler<'worker.lost'> = async (tx, lost, handling, envelope) => {
	let query = tx
		.selectFrom('run')
		.selectAll()
		.where('state', '=', 'running')
		.where('worker_id', '=', lost.workerId);
	// Told late by another supervisor: what the worker has claimed since, it claimed in another life.
	if (envelope.at > 0) query = query.where('started_at', '<=', envelope.at);
	if (lost.incarnation !== null) query = query.where('incarnation', '=', lost.incarnation);
	const sent: Outgoing[] = [];
	for (const row of await query.execute()) {
		const lose = () => loseRun(tx, row, lost.why, handling);
		sent.push(...(await handling.desk.attempt(tx, row.card_gid, lose)));
	}
	return sent;
};
