import type { ServerSight } from '../redis/guard.ts';
import type { Mailbox } from './mailbox.ts';
import type { Deliver } from './outbox.ts';

/**
 * What carries an actor's messages: its own mailbox, and the way to everybody else's. It is nobody's truth: it may be
 * away, deliver twice, and lose what it holds. In production Redis is one (`redisCarrier`).
 */
export interface Carrier extends AsyncDisposable {
	readonly mailbox: Mailbox;
	readonly deliver: Deliver;
	/** How it looks now, so that a loss is noticed. Rejects while it is away. */
	look(): Promise<ServerSight>;
	/** Ends a read that waits, and every later one, with an error. */
	stopReading(): void;
}
