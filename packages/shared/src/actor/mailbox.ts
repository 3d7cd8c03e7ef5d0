import type { Envelope } from '../messages/envelope.ts';

export interface Delivery {
	readonly entryId: string;
	/** Null when the entry could not be read as an envelope; `raw` then says what was there. */
	readonly envelope: Envelope | null;
	readonly raw: string;
	/** Why it counts for nothing although it can be read: it does not come from whom it says, or may not say this. */
	readonly refusal?: string;
}

/**
 * The mailbox of one actor: what is read stays until it is acknowledged, so that a successor first gets what its dead
 * predecessor left, in order.
 */
export interface Mailbox {
	/** The next deliveries, oldest first; empty when none came within `blockMs`. Rejects while it cannot be reached. */
	read(count: number, blockMs: number): Promise<Delivery[]>;
	/** Begins again with what was read and not acknowledged: to be called when handling what was read has failed. */
	rewind(): void;
	/** Acknowledges while the next are read. Where that fails these are read again. */
	acknowledgeSoon(deliveries: readonly Delivery[]): void;
	/** Resolves when nothing is being acknowledged any more. */
	acknowledged(): Promise<void>;
	/** Sets a message aside with the reason and acknowledges it, so that it blocks nothing and somebody can look at it. */
	bury(delivery: Delivery, reason: string): Promise<void>;
}
