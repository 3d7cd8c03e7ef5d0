import { boundary } from '../failpoint.ts';
import { Envelope } from '../messages/envelope.ts';
import { refuseOrigin } from '../messages/origin.ts';
import type { Keys } from '../redis/keys.ts';
import type { Redis } from '../redis/connect.ts';
import { senderOf, senders, type Sender } from '../redis/roles.ts';
import { passFence, type Fence } from './fence.ts';
import { deadLetterEntry } from './dead-letters.ts';
import type { Delivery, Mailbox } from './mailbox.ts';

const group = 'actor';
const consumer = 'owner';

/**
 * Puts an envelope into a mailbox, into the part that belongs to the kind of its sender `from`. Resolves once Redis has
 * it. Throws LEASE_LOST where the sender has been replaced.
 */
export async function post(
	redis: Redis,
	keys: Keys,
	to: { readonly actor: string; readonly from: string },
	envelope: string,
	fence?: Fence,
): Promise<void> {
	const key = keys.mailbox(to.actor, senderOf(to.from));
	if (fence === undefined) await redis.xadd(key, '*', 'e', envelope);
	else await passFence(redis, fence, ['XADD', key, '*', 'e', envelope]);
}

/**
 * The durable mailbox of one actor: one stream for each kind of sender, read by a consumer group with one consumer of a
 * fixed name, so that a successor first gets what its dead predecessor left unacknowledged, in order.
 *
 * Which stream a message lies in tells who put it there, where Redis has users: a message that says it is from another,
 * or that its sender may not send, is refused (`messages/origin.ts`). Order holds between messages of one sender.
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
	readonly #cursors = new Map<Sender, string>(senders.map((sender) => [sender, '0']));
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
		for (const sender of senders) this.#cursors.set(sender, '0');
	}

	/** The next deliveries, oldest first; empty when none came within `blockMs`. */
	async read(count: number, blockMs: number): Promise<Delivery[]> {
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
				...senders.map((sender) => this.#keyOf(sender)),
				...this.#cursors.values(),
			);
			// Entries that were on their way when the connection broke come before these: all are read again, in order.
			if (this.#broken) return [];
			return this.#take(reply as [key: string, entries: Entry[]][] | null);
		} catch (error) {
			if (!String(error).includes('NOGROUP')) throw error;
			// First start, or a Redis that forgot everything: what the stream holds is then all for us.
			for (const sender of senders) {
				const key = this.#keyOf(sender);
				await this.#redis.xgroup('CREATE', key, group, '0', 'MKSTREAM').catch(ignoreBusyGroup);
			}
			return [];
		}
	}

	#keyOf(sender: Sender): string {
		return this.#keys.mailbox(this.#actor, sender);
	}

	/** What was read, in the order it came to Redis; a stream whose old entries have run out gives new ones from now on. */
	#take(reply: readonly [key: string, entries: Entry[]][] | null): Delivery[] {
		const found = new Map(reply);
		const all = senders.flatMap((sender) => {
			const entries = found.get(this.#keyOf(sender)) ?? [];
			if (this.#cursors.get(sender) !== '>') this.#cursors.set(sender, entries.at(-1)?.[0] ?? '>');
			return entries.map(([id, fields]) => ({ id, delivery: decode(sender, id, fields) }));
		});
		return all.toSorted((a, b) => compareIds(a.id, b.id)).map(({ delivery }) => delivery);
	}

	async acknowledge(deliveries: readonly Delivery[]): Promise<void> {
		if (deliveries.length === 0) return;
		const types = (): string[] => deliveries.map(({ envelope }) => envelope?.message.type ?? '');
		boundary(this.#actor, 'before-ack', types);
		const bySender = Map.groupBy(deliveries.map(placeOf), ({ sender }) => sender);
		for (const [sender, places] of bySender) {
			const key = this.#keyOf(sender);
			const ids = places.map(({ id }) => id);
			if (this.#fence === undefined)
				await this.#redis
					.multi()
					.xack(key, group, ...ids)
					.xdel(key, ...ids)
					.exec();
			else {
				// A successor is given again what is not acknowledged.
				await passFence(this.#redis, this.#fence, ['XACK', key, group, ...ids]);
				await this.#redis.xdel(key, ...ids);
			}
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
		const { sender, id } = placeOf(delivery);
		const key = this.#keyOf(sender);
		const results = await this.#redis
			.multi()
			.xadd(...deadLetterEntry(this.#keys, { actor: this.#actor, reason, raw: delivery.raw }))
			.xack(key, group, id)
			.xdel(key, id)
			.exec();
		const failure = results?.find(([error]) => error !== null)?.[0];
		if (failure) throw failure;
	}
}

type Entry = [id: string, fields: string[]];

/** An entry's id is unique in its stream alone. */
function placeOf({ entryId }: Delivery): { sender: Sender; id: string } {
	const [sender = '', id = ''] = entryId.split('/');
	return { sender: sender as Sender, id };
}

/** Ids are `milliseconds-number`, of one clock: that of Redis. */
function compareIds(a: string, b: string): number {
	const [aMs = 0, aNumber = 0] = a.split('-').map(Number);
	const [bMs = 0, bNumber = 0] = b.split('-').map(Number);
	return aMs - bMs || aNumber - bNumber;
}

function decode(sender: Sender, id: string, fields: string[] | null): Delivery {
	const raw = fields?.[1] ?? '';
	const entryId = `${sender}/${id}`;
	try {
		const parsed = Envelope.safeParse(JSON.parse(raw));
		if (!parsed.success) return { entryId, envelope: null, raw };
		const refusal = refuseOrigin(parsed.data, sender);
		return refusal === null
			? { entryId, envelope: parsed.data, raw }
			: { entryId, envelope: null, raw, refusal };
	} catch {
		return { entryId, envelope: null, raw };
	}
}

function ignoreBusyGroup(error: unknown): void {
	if (!String(error).includes('BUSYGROUP')) throw error;
}
