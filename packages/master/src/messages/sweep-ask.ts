import type { SweepReply } from '@aegis/shared/messages';
import { answerTo, type Handler } from './handling.ts';

/** As many sessions of unfinished cards as are named; with more the oldest are not, and those cards would start afresh. */
const sessionLimit = 20_000;

/**
 * Says which cards nothing is to be done on any more (done or gone, unchanged for the age, without a run), and which
 * sessions belong to cards on which something may be. A card it does not know is not its to give up.
 */
export const handleSweepAsk: Handler<'sweep.ask'> = async (tx, ask, { clock }, envelope) => {
	const { projectGid, cardGids, keepMs } = ask;
	const over =
		projectGid === null || cardGids.length === 0
			? []
			: await tx.cards.over(projectGid, cardGids, clock.wall() - keepMs);
	const sessions = projectGid === null ? await tx.runs.sessionsToKeep(sessionLimit) : [];
	const reply: SweepReply = { type: 'sweep.reply', over, sessions };
	return answerTo(envelope, reply);
};
