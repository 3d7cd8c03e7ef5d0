import { boundary } from '../failpoint.ts';
import { Envelope } from '../messages/envelope.ts';
import type { Keys } from '../redis/keys.ts';
import type { Redis } from '../redis/connect.ts';
import { passFence, type Fence } from './fence.ts';
import { deadLetterEntry } from './dead-letters.ts';
import type { Delivery, Mailbox } from './mailbox.ts';

const group = 'actor';
const consumer = 'owner';

/** Puts an envelope into a mailbox. Resolves once Redis has it. Throws LEASE_LOST where the sender has been replaced. */
export async function post(
	redis: Redis,
	keys: Keys,
	actor: string,
	envelope: string,
	fence?: Fence,
): Promise<void> {
	if (fence === undefined) await redis.xadd(keys.mailbox(actor), '*', 'e', envelope);
	else await passFence(redis, fence, ['XADD', keys.mailbox(actor), '*', 'e', envelope]);
}

/**
 * The durable mailbox of one actor: a stream read by a consumer group with one consumer of a fixed name, so that a
 * successor first gets what its dead predecessor left unacknowledged, in order.
 *
 * Handled entries are acknowledged and deleted: the stream only ever holds what is still to do. MAXLEN trimming is not
 * used since it would drop messages nobody has read yet.
 */
export class RedisMailbox implements Mailbox {
	readonly #blocking: Redis;
	readonly #redis: Redis;
	readonly #keys: Keys;
	readonly #actor: string;
	readonly #rereadMs: number;
	readonly #fence: Fence | undefined;
	#cursor: string = '0';
	#rereadAt = performance.now();
	#broken = false;
	#unacknowledged = false;
	#acknowledging: Promise<void> = Promise.resolve();

	/**
	 * `blocking` is used by this mailbox alone. What was delivered and not acknowledged is looked for every `rereadMs`: a
	 * predecessor that still runs may have been given a message it can no longer handle.
	 */
	constructor(options: {
		blocking: Redis;
		redis: Redis;
		keys: Keys;
		actor: string;
		rereadMs?: number;
		fence?: Fence | undefined;
	}) {
		this.#fence = options.fence;
		this.#blocking = options.blocking;
		this.#redis = options.redis;
		this.#keys = options.keys;
		this.#actor = options.actor;
		this.#rereadMs = options.rereadMs ?? 5_000;
		this.#blocking.on('close', () => (this.#broken = true));
	}

	/** Begins again with what was read and not acknowledged: to be called when handling what was read has failed. */
	rewind(): void {
		this.#rereadAt = performance.now();
		this.#cursor = '0';
	}

	/** The next deliveries, oldest first; empty when none came within `blockMs`. */
	async read(count: number, blockMs: number): Promise<Delivery[]> {
		const key = this.#keys.mailbox(this.#actor);
		const isDue = performance.now() - this.#rereadAt > this.#rereadMs;
		// What is being acknowledged has been handled: it must not come again.
		if (isDue) await this.#acknowledging;
		if (isDue || this.#broken || this.#unacknowledged) this.rewind();
		this.#broken = this.#unacknowledged = false;
		try {
			const reply = await this.#blocking.xreadgroup(
				'GROUP',
				group,
				consumer,
				'COUNT',
				count,
				'BLOCK',
				blockMs,
				'STREAMS',
				key,
				this.#cursor,
			);
			// Entries that were on their way when the connection broke come before these: all are read again, in order.
			if (this.#broken) return [];
			const entries = entriesOf(reply);
			if (entries.length === 0 && this.#cursor !== '>') {
				this.#cursor = '>';
				return [];
			}
			if (this.#cursor !== '>') this.#cursor = entries.at(-1)?.[0] ?? '>';
			return entries.map(([entryId, fields]) => decode(entryId, fields));
		} catch (error) {
			if (!String(error).includes('NOGROUP')) throw error;
			// First start, or a Redis that forgot everything: what the stream holds is then all for us.
			await this.#redis.xgroup('CREATE', key, group, '0', 'MKSTREAM').catch(ignoreBusyGroup);
			return [];
		}
	}

	async acknowledge(deliveries: readonly Delivery[]): Promise<void> {
		if (deliveries.length === 0) return;
		const types = (): string[] => deliveries.map(({ envelope }) => envelope?.message.type ?? '');
		boundary(this.#actor, 'before-ack', types);
		const key = this.#keys.mailbox(this.#actor);
		const entryIds = deliveries.map(({ entryId }) => entryId);
		if (this.#fence === undefined)
			await this.#redis
				.multi()
				.xack(key, group, ...entryIds)
				.xdel(key, ...entryIds)
				.exec();
		else {
			// A successor is given again what is not acknowledged.
			await passFence(this.#redis, this.#fence, ['XACK', key, group, ...entryIds]);
			await this.#redis.xdel(key, ...entryIds);
		}
		boundary(this.#actor, 'after-ack', types);
	}

	/** Acknowledges while the next are read. Where that fails these are read again. */
	acknowledgeSoon(deliveries: readonly Delivery[]): void {
		const acknowledged = this.acknowledge(deliveries).catch(() => void (this.#unacknowledged = true));
		this.#acknowledging = this.#acknowledging.then(() => acknowledged);
	}

	/** Resolves when nothing is being acknowledged any more. */
	async acknowledged(): Promise<void> {
		await this.#acknowledging;
	}

	/** Sets a message aside with the reason and acknowledges it, so that it blocks nothing and somebody can look at it. */
	async bury(delivery: Delivery, reason: string): Promise<void> {
		const key = this.#keys.mailbox(this.#actor);
		const results = await this.#redis
			.multi()
			.xadd(...deadLetterEntry(this.#keys, { actor: this.#actor, reason, raw: delivery.raw }))
			.xack(key, group, delivery.entryId)
			.xdel(key, delivery.entryId)
			.exec();
		const failure = results?.find(([error]) => error !== null)?.[0];
		if (failure) throw failure;
	}
}

type Entry = [id: string, fields: string[]];

/** One stream was asked for: `[[key, entries]]`, or null when nothing came. */
function entriesOf(reply: unknown): Entry[] {
	return (reply as [[string, Entry[]]] | null)?.[0][1] ?? [];
}

function decode(entryId: string, fields: string[] | null): Delivery {
	const raw = fields?.[1] ?? '';
	try {
		const parsed = Envelope.safeParse(JSON.parse(raw));
		return { entryId, envelope: parsed.success ? parsed.data : null, raw };
	} catch {
		return { entryId, envelope: null, raw };
	}
}

function ignoreBusyGroup(error: unknown): void {
	if (!String(error).includes('BUSYGROUP')) throw error;
}
