import { tellPause } from '../core/card/tell-step.ts';
import { lookUnder } from '../desk/look-under.ts';
import { recordEffects } from '../store/effects.ts';
import { insertPause } from '../store/pauses.ts';
import { insertReceipt, pauseReceipt } from '../store/receipts.ts';
import type { Handler } from './handling.ts';

/** Notes a pause, and stops what runs under it with the same commit. What only waits is told in its turn. */
export const handleWorkPause: Handler<'work.pause'> = async (tx, { target, by }, { desk }, { id }) => {
	await insertReceipt(tx, pauseReceipt(id, 'pause', target, by, Date.now()));
	await insertPause(tx, target, by, Date.now());
	await recordEffects(tx, [tellPause(target, true)]);
	return lookUnder(tx, target, desk);
};
