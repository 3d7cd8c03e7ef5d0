import { tellPause } from '../core/card/tell-step.ts';
import { lookUnder } from '../desk/look-under.ts';
import { pauseReceipt } from '../desk/pause-receipt.ts';
import type { Handler } from './handling.ts';

/** Notes a pause, and stops what runs under it with the same commit. What only waits is told in its turn. */
export const handleWorkPause: Handler<'work.pause'> = async (tx, { target, by }, { desk, clock }, { id }) => {
	const now = clock.wall();
	await tx.receipts.put(pauseReceipt(id, 'pause', target, by, now));
	await tx.pauses.put(target, by, now);
	await tx.effects.record([tellPause(target, true)]);
	return lookUnder(tx, target, desk, now);
};
