import { resumeCard } from '../core/person/pause.ts';
import { tellPause } from '../core/card/tell-step.ts';
import { lookUnder } from '../desk/look-under.ts';
import { pauseReceipt } from '../desk/pause-receipt.ts';
import type { Handler } from './handling.ts';

/** Lifts a pause; a card that was stopped or set aside goes on too. */
export const handleWorkResume: Handler<'work.resume'> = async (
	tx,
	{ target, by },
	{ desk, clock },
	{ id },
) => {
	const now = clock.wall();
	await tx.receipts.put(pauseReceipt(id, 'resume', target, by, now));
	await tx.pauses.remove(target);
	await tx.effects.record([tellPause(target, false)]);
	if (target.scope !== 'card') return lookUnder(tx, target, desk, now);
	const state = await tx.cards.load(target.gid);
	return state === null ? [] : desk.take(tx, state, resumeCard(state));
};
