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
	/** Up to where what was delivered before is read again; none where that is through. */
	readonly #cursors = new Map<Sender, string>();
	readonly #underAcknowledgement = new Set<string>();
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
		this.rewind();
	}

	/** Begins again with what was read and not acknowledged: to be called when handling what was read has failed. */
	rewind(): void {
		this.#rereadAt = performance.now();
		for (const sender of senders) this.#cursors.set(sender, '0');
	}

	/**
	 * The next deliveries, oldest first; empty when none came within `blockMs`.
	 *
	 * What is old and what is new is asked for in one command, which a stream may be named in twice: over a slow line
	 * each further one is a further round trip in which an answer lies and a lease runs.
	 */
	async read(count: number, blockMs: number): Promise<Delivery[]> {
		const isDue = performance.now() - this.#rereadAt > this.#rereadMs;
		if (isDue || this.#broken || this.#unacknowledged) this.rewind();
		this.#broken = this.#unacknowledged = false;
		const old = senders.filter((sender) => this.#cursors.has(sender));
		// What is being acknowledged has been handled: it must not come again, also where it is done before the reply is here.
		const handled = new Set(this.#underAcknowledgement);
		try {
			const reply = (await this.#blocking.xreadgroup(
				'GROUP',
				group,
				consumer,
				'COUNT',
				count,
				'BLOCK',
				blockMs,
				'STREAMS',
				...[...old, ...senders].map((sender) => this.#keyOf(sender)),
				...old.map((sender) => this.#cursors.get(sender) ?? '0'),
				...senders.map(() => '>'),
			)) as StreamReply[] | null;
			// Entries that were on their way when the connection broke come before these: all are read again, in order.
			if (this.#broken || reply === null) return [];
			// A stream that was asked for what is old answers also where there is nothing.
			const found = { old: reply.slice(0, old.length), fresh: reply.slice(old.length) };
			return this.#take(found, { count, handled });
		} catch (error) {
			if (!String(error).includes('NOGROUP')) throw error;
			await this.#createGroups();
			return [];
		}
	}

	/** First start, or a Redis that forgot everything: what the streams hold is then all for us. */
	async #createGroups(): Promise<void> {
		const create = (sender: Sender) =>
			this.#redis.xgroup('CREATE', this.#keyOf(sender), group, '0', 'MKSTREAM').catch(ignoreBusyGroup);
		await Promise.all(senders.map(create));
	}

	#keyOf(sender: Sender): string {
		return this.#keys.mailbox(this.#actor, sender);
	}

	/** What was read, in the order it came to Redis; a stream whose old entries have run out gives new ones from now on. */
	#take(
		found: { readonly old: readonly StreamReply[]; readonly fresh: readonly StreamReply[] },
		{ count, handled }: { readonly count: number; readonly handled: ReadonlySet<string> },
	): Delivery[] {
		const old = new Map(found.old);
		const fresh = new Map(found.fresh);
		const all = senders.flatMap((sender) => {
			const before = old.get(this.#keyOf(sender)) ?? [];
			const left = before.filter(([id]) => !handled.has(entryIdOf(sender, id)));
			const isThrough = left.length === 0 && before.length < count;
			if (isThrough) this.#cursors.delete(sender);
			else this.#cursors.set(sender, before.at(-1)?.[0] ?? '0');
			// New ones come after the old: they are among them at the next read.
			const entries = isThrough ? (fresh.get(this.#keyOf(sender)) ?? []) : left;
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
		const ids = deliveries.map(({ entryId }) => entryId);
		for (const id of ids) this.#underAcknowledgement.add(id);
		const acknowledged = this.acknowledge(deliveries)
			.catch(() => void (this.#unacknowledged = true))
			.finally(() => ids.forEach((id) => this.#underAcknowledgement.delete(id)));
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
type StreamReply = [key: string, entries: Entry[]];

/** An entry's id is unique in its stream alone. */
function entryIdOf(sender: Sender, id: string): string {
	return `${sender}/${id}`;
}

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
	const entryId = entryIdOf(sender, id);
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
