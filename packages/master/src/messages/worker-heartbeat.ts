import type { Outgoing } from '@aegis/shared/actor';
import { answerHeartbeat } from '../pool/heartbeat.ts';
import { answerTo, type Handler } from './handling.ts';
import { loseRun } from './lose-run.ts';

/** A heartbeat that shows a loss: the others are answered without the store. */
export const handleWorkerHeartbeat: Handler<'worker.heartbeat'> = async (tx, message, handling, envelope) => {
	const { reply, missing } = await answerHeartbeat(message, {
		...handling,
		runs: tx.runs,
		sentAt: envelope.at,
	});
	const sent: Outgoing[] = answerTo(envelope, reply);
	for (const row of missing) sent.push(...(await loseRun(tx, row, 'its worker no longer has it', handling)));
	return sent;
};
