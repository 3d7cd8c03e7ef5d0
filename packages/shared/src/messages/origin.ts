import { senderOf, type Sender } from '../redis/roles.ts';
import type { Envelope } from './envelope.ts';

const operator: readonly Sender[] = ['cli', 'dashboard'];
const syncer: readonly Sender[] = ['syncer'];
const worker: readonly Sender[] = ['worker'];
const master: readonly Sender[] = ['master'];

/** Who may send a message of each type. */
export const origins: Readonly<Record<string, readonly Sender[]>> = {
	'card.observed': syncer,
	'card.gone': syncer,
	'card.applied': syncer,
	'project.synced': syncer,
	'project.joined': syncer,
	'project.status': syncer,
	'worker.heartbeat': worker,
	'run.claim': worker,
	'run.progress': worker,
	'run.finished': worker,
	'sweep.ask': worker,
	'worker.lost': master,
	'work.pause': operator,
	'work.resume': operator,
	'card.stop': operator,
	'card.order': operator,
	'asana.apply': master,
	'project.resync': master,
	'project.base': master,
	'run.cancel': master,
	'claim.reply': master,
	'worker.renewed': master,
	'sweep.reply': master,
};

/**
 * Why a message that lies in the part of a mailbox that belongs to `sender` counts for nothing, or null: it says it is
 * from somebody else, or its sender may not say this.
 */
export function refuseOrigin(envelope: Envelope, sender: Sender): string | null {
	const { from, message } = envelope;
	if (senderOf(from) !== sender) return `forged: it says it is from ${from}, and a ${sender} put it there`;
	const allowed = origins[message.type];
	return allowed === undefined || allowed.includes(sender)
		? null
		: `forged: a ${sender} may not send ${message.type}`;
}
