import type { Outgoing } from '@aegis/shared/actor';
import type { ClaimReply } from '@aegis/shared/messages';
import type { CardState } from '../core/card/card-state.ts';
import type { BoardRules } from '../core/person/permission.ts';
import { claim } from '../core/run/on-run.ts';
import { isBetterElsewhere } from '../core/start/affinity.ts';
import { invitation } from '../desk/card-desk.ts';
import { markClaimed } from '../desk/run-book.ts';
import type { MasterTx } from '../store/master-store.ts';
import { answerTo, type Handler, type Handling, type MessageOf } from './handling.ts';
import { specFor } from './run-spec.ts';

/** Long enough for the queue to find somebody else, milliseconds. */
const restMs = 250;

/** Grants a run's lease to the one worker that may have it, with what the run is to do. */
export const handleRunClaim: Handler<'run.claim'> = async (tx, message, handling, envelope) => {
	const { reply, sent } = await grant(tx, message, handling);
	return [...sent, ...answerTo(envelope, reply)];
};

async function grant(
	tx: MasterTx,
	message: MessageOf<'run.claim'>,
	{ projects, pool, desk, clock }: Handling,
): Promise<{ reply: ClaimReply; sent: Outgoing[] }> {
	const state = await tx.cards.load(message.run.cardGid);
	const project = projects.get(message.run.projectGid);
	if (state === null || project === null) return refused('unknown card or project');
	const now = clock.wall();
	const machine = pool.get(message.workerId)?.host ?? null;
	if (isBetterElsewhere(state, machine, (host) => pool.freeSlots(host), now)) return leaveToAnother(state);
	const decided = claim(state, { ...message, machine, now });
	const row = await tx.runs.load(message.run.runId);
	if (!decided.granted || row === null || row.state === 'finished') {
		return refused('the run is over or belongs to another worker');
	}
	await markClaimed(tx, row, {
		workerId: message.workerId,
		incarnation: message.incarnation,
		now,
	});
	const { cardGid: card, runId: run, epoch } = message.run;
	await tx.effects.record([{ kind: 'granted', card, run, epoch, worker: message.workerId }]);
	const sent = await desk.take(tx, state, [decided.state, []]);
	pool.renew(message.run.runId);
	const rules: BoardRules = projects.settings(project.gid);
	const spec = await specFor(tx, decided.state, row, { ...project, ...rules });
	return { reply: { type: 'claim.reply', granted: true, leaseMs: pool.leaseMs, spec }, sent };
}

/** Offers the run again; whoever has just asked rests meanwhile. */
function leaveToAnother({ work }: CardState): { reply: ClaimReply; sent: Outgoing[] } {
	const why = 'another machine has the card’s worktree and can take it';
	const reply: ClaimReply = { type: 'claim.reply', granted: false, why, restMs };
	return { reply, sent: work.kind === 'queued' ? [invitation(work.run, work.agent)] : [] };
}

function refused(why: string): { reply: ClaimReply; sent: Outgoing[] } {
	return { reply: { type: 'claim.reply', granted: false, why }, sent: [] };
}
