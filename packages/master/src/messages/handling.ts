import type { Outgoing } from '@aegis/shared/actor';
import type { Clock } from '@aegis/shared/clock';
import type { Envelope, ToMaster } from '@aegis/shared/messages';
import type { CardDesk } from '../desk/card-desk.ts';
import type { WorkerPool } from '../pool/worker-pool.ts';
import type { ProjectBook } from '../projects/project-book.ts';
import type { MasterTx } from '../store/master-store.ts';

/** What every handler may use beside its transaction. */
export interface Handling {
	readonly desk: CardDesk;
	readonly projects: ProjectBook;
	readonly pool: WorkerPool;
	readonly clock: Clock;
}

export type MessageOf<Type extends ToMaster['type']> = Extract<ToMaster, { type: Type }>;

/** What one kind of message means; runs inside the transaction that remembers it as handled. Returns what is to be sent. */
export type Handler<Type extends ToMaster['type']> = (
	tx: MasterTx,
	message: MessageOf<Type>,
	handling: Handling,
	envelope: Envelope,
) => Promise<Outgoing[]>;

/** The reply to whoever asked; nothing when nobody waits for one. */
export function answerTo(envelope: Envelope, message: { readonly type: string }): Outgoing[] {
	const { replyTo, correlationId } = envelope;
	if (replyTo === undefined) return [];
	return [{ to: { actor: replyTo }, message, ...(correlationId === undefined ? {} : { correlationId }) }];
}
