import { resumeCard } from '../core/person/pause.ts';
import { tellPause } from '../core/card/tell-step.ts';
import { lookUnder } from '../desk/look-under.ts';
import { loadCard } from '../store/cards.ts';
import { recordEffects } from '../store/effects.ts';
import { deletePause } from '../store/pauses.ts';
import { insertReceipt, pauseReceipt } from '../store/receipts.ts';
import type { Handler } from './handling.ts';

/** Lifts a pause; a card that was stopped or set aside goes on too. */
export const handleWorkResume: Handler<'work.resume'> = async (tx, { target, by }, { desk }, { id }) => {
	await insertReceipt(tx, pauseReceipt(id, 'resume', target, by, Date.now()));
	await deletePause(tx, target);
	await recordEffects(tx, [tellPause(target, false)]);
	if (target.scope !== 'card') return lookUnder(tx, target, desk);
	const state = await loadCard(tx, target.gid);
	return state === null ? [] : desk.take(tx, state, resumeCard(state));
};
