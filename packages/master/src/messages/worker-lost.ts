import type { Outgoing } from '@aegis/shared/actor';
import type { Handler } from './handling.ts';
import { loseRun } from './lose-run.ts';

/** Ends what a dead worker ran. `envelope.at` is when its supervisor said so, 0 where it is our own. */
export const handleWorkerLost: Handler<'worker.lost'> = async (tx, lost, handling, envelope) => {
	const theirs = (await tx.runs.runningOf(lost.workerId)).filter(
		({ started_at: startedAt, incarnation }) =>
			// Told late by another supervisor: what the worker has claimed since, it claimed in another life.
			(envelope.at === 0 || (startedAt !== null && startedAt <= envelope.at)) &&
			(lost.incarnation === null || incarnation === lost.incarnation),
	);
	const sent: Outgoing[] = [];
	for (const row of theirs) {
		const lose = () => loseRun(tx, row, lost.why, handling);
		sent.push(...(await handling.desk.attempt(tx, row.card_gid, lose)));
	}
	return sent;
};
