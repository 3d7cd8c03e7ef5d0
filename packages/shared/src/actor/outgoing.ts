import { nanoid } from 'nanoid';
import { messageVersion, type Envelope } from '../messages/envelope.ts';

/** Where a message goes: another actor's mailbox, or the work queue. */
export type Address = { readonly actor: string } | { readonly queue: string };

/** A message an actor wants sent once its transaction is committed. */
export interface Outgoing {
	readonly to: Address;
	readonly message: { readonly type: string };
	readonly replyTo?: string;
	readonly correlationId?: string;
	/** Set where the sender must be able to say the same thing twice: the receiver drops the second. */
	readonly id?: string;
}

export function addressText(address: Address): string {
	return 'actor' in address ? `actor/${address.actor}` : `queue/${address.queue}`;
}

export function parseAddress(text: string): Address {
	const slash = text.indexOf('/');
	const name = text.slice(slash + 1);
	return text.startsWith('actor/') ? { actor: name } : { queue: name };
}

/** `id` names a message that has no id of its own; `at` is milliseconds since the epoch. */
export function toEnvelope(from: string, outgoing: Outgoing, at: number, id = nanoid()): Envelope {
	return {
		id: outgoing.id ?? id,
		v: messageVersion,
		from,
		to: 'actor' in outgoing.to ? outgoing.to.actor : outgoing.to.queue,
		at,
		message: outgoing.message,
		...(outgoing.replyTo === undefined ? {} : { replyTo: outgoing.replyTo }),
		...(outgoing.correlationId === undefined ? {} : { correlationId: outgoing.correlationId }),
	};
}
