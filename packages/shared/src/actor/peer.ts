import { nanoid } from 'nanoid';
import type { Envelope } from '../messages/envelope.ts';
import type { Logger } from '../log.ts';
import { connectRedis, disconnect, type Keys, type Redis } from '../redis.ts';
import { RedisMailbox, post } from './redis-mailbox.ts';
import { toEnvelope } from './outgoing.ts';

/**
 * A participant without a store of its own: it has a mailbox, can `ask` with a deadline, and tells at most once.
 *
 * What it says must bear loss or be said again under the same id by the caller.
 */
export class Peer {
	readonly name: string;
	readonly redis: Redis;
	readonly #keys: Keys;
	readonly #log: Logger;
	readonly #blocking: Redis;
	readonly #mailbox: RedisMailbox;
	readonly #onMessage: (envelope: Envelope) => void;
	readonly #waiting = new Map<string, (envelope: Envelope) => void>();
	#stopping = false;
	#loop: Promise<void> | null = null;

	constructor(options: {
		name: string;
		redisUrl: string;
		keys: Keys;
		log: Logger;
		onMessage?: (envelope: Envelope) => void;
	}) {
		this.name = options.name;
		this.#keys = options.keys;
		this.#log = options.log;
		this.#onMessage = options.onMessage ?? (() => {});
		this.redis = connectRedis(options.redisUrl, { name: options.name });
		this.#blocking = connectRedis(options.redisUrl, { blocking: true, name: `${options.name}.mailbox` });
		this.#mailbox = new RedisMailbox({
			blocking: this.#blocking,
			redis: this.redis,
			keys: options.keys,
			actor: options.name,
		});
	}

	start(): void {
		this.#loop = this.#run();
	}

	/** Sends once. The same `id` may be given again to repeat a message whose fate is unknown. */
	async tell(actor: string, message: { type: string }, id?: string): Promise<void> {
		const outgoing = { to: { actor }, message, ...(id === undefined ? {} : { id }) };
		const envelope = JSON.stringify(toEnvelope(this.name, outgoing, Date.now()));
		await post(this.redis, this.#keys, { actor, from: this.name }, envelope);
	}

	/** Sends and waits for the reply. Rejects after `timeoutMs` or when `signal` aborts; the question may still be answered later. */
	async ask(
		actor: string,
		message: { type: string },
		options: { timeoutMs: number; signal?: AbortSignal },
	): Promise<Envelope> {
		const correlationId = nanoid();
		const deadline = AbortSignal.timeout(options.timeoutMs);
		const signal = options.signal === undefined ? deadline : AbortSignal.any([deadline, options.signal]);
		const reply = new Promise<Envelope>((resolve, reject) => {
			this.#waiting.set(correlationId, resolve);
			const giveUp = (): void =>
				reject(new Error(`no answer from ${actor} to ${message.type}`, { cause: signal.reason }));
			if (signal.aborted) giveUp();
			else signal.addEventListener('abort', giveUp, { once: true });
		});
		try {
			const to = { actor, from: this.name };
			const outgoing = { to: { actor }, message, replyTo: this.name, correlationId };
			const envelope = JSON.stringify(toEnvelope(this.name, outgoing, Date.now()));
			return await Promise.race([post(this.redis, this.#keys, to, envelope).then(() => reply), reply]);
		} finally {
			this.#waiting.delete(correlationId);
		}
	}

	async #run(): Promise<void> {
		while (!this.#stopping) {
			try {
				const deliveries = await this.#mailbox.read(100, 2_000);
				for (const { envelope } of deliveries) if (envelope !== null) this.#dispatch(envelope);
				// Not waited for: over a slow line the next answer would lie there for another round trip.
				this.#mailbox.acknowledgeSoon(deliveries);
			} catch (error) {
				if (this.#stopping) return;
				this.#mailbox.rewind();
				this.#log.warn({ err: error }, 'mailbox could not be read, will retry');
				await new Promise((resolve) => setTimeout(resolve, 200));
			}
		}
	}

	#dispatch(envelope: Envelope): void {
		const waiting =
			envelope.correlationId === undefined ? undefined : this.#waiting.get(envelope.correlationId);
		if (waiting !== undefined) {
			waiting(envelope);
			return;
		}
		try {
			this.#onMessage(envelope);
		} catch (error) {
			const ids = { messageId: envelope.id, type: envelope.message.type };
			this.#log.error({ ...ids, err: error }, 'message failed and is dropped');
		}
	}

	async [Symbol.asyncDispose](): Promise<void> {
		this.#stopping = true;
		disconnect(this.#blocking);
		await this.#loop;
		if (this.redis.status === 'ready') await this.#mailbox.acknowledged();
		disconnect(this.redis);
	}
}
