import type { Chance, Clock } from '../clock.ts';
import type { Envelope } from '../messages/envelope.ts';
import type { Logger } from '../log.ts';
import type { RedisLoss } from '../redis.ts';
import type { ActorStore } from '../store.ts';
import type { Carrier } from './carrier.ts';
import type { Outgoing } from './outgoing.ts';

/** What an actor is made of: its name and store, what it understands, and what it does with it. */
export interface ActorOptions<Tx, Message extends { type: string }> {
	readonly name: string;
	readonly store: ActorStore<Tx>;
	/** Is the actor's from here on: it is disposed with it. */
	readonly carrier: Carrier;
	readonly clock: Clock;
	readonly chance: Chance;
	readonly log: Logger;
	/** Reads a message body; throws when it is none this actor understands. */
	readonly decode: (body: unknown) => Message;
	/** Handles one message inside the transaction and returns what to send once it is committed. */
	readonly handle: (tx: Tx, message: Message, envelope: Envelope) => Promise<Outgoing[]>;
	/**
	 * Answers a message that changes no fact (a heartbeat) without the store; null when `handle` must have it. What it
	 * returns is sent at most once.
	 */
	readonly answer?: (message: Message, envelope: Envelope) => Promise<Outgoing[] | null>;
	/**
	 * Runs last in every transaction, once for a whole batch: what follows from all its messages together. Where it
	 * keeps failing the messages are handled without it, so it must not rely on having run after each.
	 */
	readonly settle?: (tx: Tx) => Promise<Outgoing[]>;
	/** Called once after every committed batch and every `act`; for wake-ups, never for facts. */
	readonly onCommit?: () => void;
	/** Redis lost messages. The outbox is sent again by itself; this is for what else must be rebuilt. */
	readonly onRedisLoss?: (why: RedisLoss) => void;
	/** The store can no longer be written (fenced or broken): the process must end. */
	readonly onFatal: (error: unknown) => void;
}
