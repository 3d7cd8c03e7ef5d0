import type { Transaction } from 'kysely';
import { describeError } from '../errors.ts';
import { boundary } from '../failpoint.ts';
import type { Envelope } from '../messages/envelope.ts';
import { RedisGuard, connectRedis, disconnect, type Redis, type RedisLoss } from '../redis.ts';
import type { RuntimeTables, Store } from '../store.ts';
import type { ActorOptions } from './actor-options.ts';
import { answerVolatile } from './answer-volatile.ts';
import { deliverTo } from './deliver.ts';
import { Mailbox, type Delivery } from './mailbox.ts';
import { appendOutbox, OutboxDrain, type Deliver } from './outbox.ts';
import type { Outgoing } from './outgoing.ts';
import { rememberRedis } from './redis-memory.ts';

/** At most this many messages are handled in one transaction (group commit). */
const batchSize = 64;
/** How often a message may fail by itself before it is set aside. */
const maxFailures = 5;

/**
 * A durable actor: reads its mailbox, handles each message once in a store transaction together with what it sends,
 * and delivers that at least once.
 *
 * Invariants:
 * A1 a message's effects on the store, the record that it was handled and its outgoing messages commit together;
 * A2 a message whose id was handled before changes nothing;
 * A3 messages are handled one after another, never two at a time, and `act` counts as one;
 * A4 an entry is acknowledged only after the commit (or after it was buried).
 */
export class Actor<Tables, Message extends { type: string }> {
	readonly name: string;
	readonly redis: Redis;
	readonly #options: ActorOptions<Tables, Message>;
	readonly #blocking: Redis;
	readonly #mailbox: Mailbox;
	readonly #outbox: OutboxDrain;
	readonly #deliver: Deliver;
	readonly #guard: RedisGuard;
	readonly #prune: NodeJS.Timeout;
	#turn: Promise<unknown> = Promise.resolve();
	#stopping = false;
	#loop: Promise<void> | null = null;

	constructor(options: ActorOptions<Tables, Message>) {
		this.name = options.name;
		this.#options = options;
		this.redis = connectRedis(options.redisUrl, { name: options.name });
		this.#blocking = connectRedis(options.redisUrl, { blocking: true, name: `${options.name}.mailbox` });
		this.#mailbox = new Mailbox({
			blocking: this.#blocking,
			redis: this.redis,
			keys: options.keys,
			actor: options.name,
			fence: options.fence,
		});
		this.#deliver = deliverTo({
			redis: this.redis,
			keys: options.keys,
			sender: options.name,
			workQueue: options.workQueue,
			fence: options.fence,
			onSetAside: (messageId, reason) =>
				options.log.error({ messageId, reason }, 'outgoing message set aside as a dead letter'),
		});
		this.#outbox = new OutboxDrain(options.store as unknown as Store<object>, this.#deliver, (error) =>
			options.log.warn({ err: error }, 'outbox could not be delivered, will retry'),
		);
		this.#guard = new RedisGuard(this.redis, options.keys, {
			memory: rememberRedis(options.store as unknown as Store<object>),
			onLoss: (why) => this.#recover(why),
		});
		// What one pruning leaves the next takes.
		this.#prune = setInterval(() => void this.#outbox.prune(Date.now()).catch(() => {}), 10 * 60_000);
	}

	/** Starts reading. What a predecessor left in the mailbox and the outbox comes first. */
	start(): void {
		// What Redis lost while nobody looked is older than what is still to be sent.
		void this.#guard.look().finally(() => this.#outbox.nudge());
		this.#loop = this.#run();
	}

	/** Does something of the actor's own accord (a timer, an HTTP request) as if it were a message. */
	async act(body: (tx: Transaction<Tables & RuntimeTables>) => Promise<Outgoing[]>): Promise<void> {
		try {
			await this.#inTurn(() =>
				this.#transact(async (tx) => {
					await this.#send(tx, await body(tx));
					await this.#settle(tx);
				}),
			);
		} catch (error) {
			this.#isFatal(error);
			throw error;
		}
		this.#committed();
	}

	async #run(): Promise<void> {
		while (!this.#stopping) {
			try {
				const deliveries = await this.#mailbox.read(batchSize, 2_000);
				const answered = await answerVolatile(this.name, deliveries, this.#options, this.#deliver);
				this.#mailbox.acknowledgeSoon(answered);
				const durable = deliveries.filter((delivery) => !answered.includes(delivery));
				if (durable.length > 0) await this.#inTurn(() => this.#handleBatch(durable));
			} catch (error) {
				if (this.#stopping) return;
				this.#mailbox.rewind();
				this.#options.log.warn({ err: error }, 'mailbox could not be read, will retry');
				await new Promise((resolve) => setTimeout(resolve, 200));
			}
		}
	}

	async #handleBatch(deliveries: readonly Delivery[]): Promise<void> {
		try {
			await this.#transact(async (tx) => {
				for (const delivery of deliveries) await this.#handleOne(tx, delivery);
				await this.#settle(tx);
				boundary(this.name, 'before-commit', () => deliveries.map(typeOf));
			});
			boundary(this.name, 'after-commit', () => deliveries.map(typeOf));
		} catch (error) {
			if (this.#isFatal(error)) return;
			// One of them fails: alone, each shows which.
			for (const delivery of deliveries) await this.#handleAlone(delivery);
			return;
		}
		this.#committed();
		this.#mailbox.acknowledgeSoon(deliveries);
	}

	async #handleAlone(delivery: Delivery): Promise<void> {
		const problem = await this.#tryAlone(delivery);
		if (problem === null) {
			this.#committed();
			this.#mailbox.acknowledgeSoon([delivery]);
			return;
		}
		this.#options.log.error({ ...idsOf(delivery), err: problem }, 'message set aside as a dead letter');
		await this.#mailbox.bury(delivery, describeError(problem));
	}

	/** Null once it is handled; otherwise what it fails with every time. */
	async #tryAlone(delivery: Delivery): Promise<unknown> {
		try {
			this.#decode(delivery);
		} catch (error) {
			return error;
		}
		for (let failures = 1; ; failures++) {
			try {
				await this.#transact(async (tx) => {
					await this.#handleOne(tx, delivery);
					await this.#settle(tx);
				});
				return null;
			} catch (error) {
				if (this.#stopping || this.#isFatal(error)) throw error;
				// A store that takes no write at all is not the message's fault.
				if (failures >= maxFailures && (await this.#canWrite())) return this.#tryUnsettled(delivery);
				this.#options.log.warn({ ...idsOf(delivery), err: error, failures }, 'message failed, will retry');
				await new Promise((resolve) => setTimeout(resolve, Math.min(20 * 2 ** failures, 2_000)));
			}
		}
	}

	/** The last attempt: where only `settle` fails, it is not this message that is poisonous, and its facts are kept. */
	async #tryUnsettled(delivery: Delivery): Promise<unknown> {
		try {
			await this.#transact((tx) => this.#handleOne(tx, delivery));
			this.#options.log.error(idsOf(delivery), 'handled, but what follows from it could not be settled');
			return null;
		} catch (error) {
			if (this.#isFatal(error)) throw error;
			return error;
		}
	}

	#decode({ envelope }: Delivery): { envelope: Envelope; message: Message } {
		if (envelope === null) throw new Error('not an envelope of a known version');
		return { envelope, message: this.#options.decode(envelope.message) };
	}

	async #canWrite(): Promise<boolean> {
		try {
			await this.#options.store.probe();
			return true;
		} catch {
			return false;
		}
	}

	async #handleOne(tx: Transaction<Tables & RuntimeTables>, delivery: Delivery): Promise<void> {
		const { envelope, message } = this.#decode(delivery);
		const runtime = tx as unknown as Transaction<RuntimeTables>;
		const inserted = await runtime
			.insertInto('inbox')
			.values({ id: envelope.id, at: Date.now() })
			.onConflict((conflict) => conflict.column('id').doNothing())
			.executeTakeFirst();
		if (inserted.numInsertedOrUpdatedRows === 0n) return;
		await this.#send(tx, await this.#options.handle(tx, message, envelope));
	}

	async #settle(tx: Transaction<Tables & RuntimeTables>): Promise<void> {
		if (this.#options.settle !== undefined) await this.#send(tx, await this.#options.settle(tx));
	}

	async #send(tx: Transaction<Tables & RuntimeTables>, messages: readonly Outgoing[]): Promise<void> {
		await appendOutbox(tx as unknown as Transaction<RuntimeTables>, this.name, messages, Date.now());
	}

	/** Every transaction also notes what was sent before it. */
	async #transact(body: (tx: Transaction<Tables & RuntimeTables>) => Promise<void>): Promise<void> {
		await this.#options.store.transact(async (tx) => {
			await this.#outbox.mark(tx as unknown as Transaction<RuntimeTables>);
			await body(tx);
		});
		this.#outbox.marked();
	}

	#committed(): void {
		this.#outbox.nudge();
		this.#options.onCommit?.();
	}

	#isFatal(error: unknown): boolean {
		const code = (error as { code?: unknown }).code;
		if (code !== 'STORE_FENCED') return false;
		this.#stopping = true;
		this.#options.onFatal(error);
		return true;
	}

	/** One at a time: the next body starts when the one before has ended, well or not. */
	#inTurn<Result>(body: () => Promise<Result>): Promise<Result> {
		const result = this.#turn.then(body);
		this.#turn = result.catch(() => {});
		return result;
	}

	async #recover(why: RedisLoss): Promise<void> {
		this.#options.log.warn({ why }, 'redis may have lost messages, sending again what the store holds');
		await this.#inTurn(() => this.#outbox.resendAll());
		this.#options.onRedisLoss?.(why);
	}

	/** Finishes the message in hand, sends what it decided, and closes. */
	async [Symbol.asyncDispose](): Promise<void> {
		this.#stopping = true;
		clearInterval(this.#prune);
		this.#guard[Symbol.dispose]();
		disconnect(this.#blocking);
		await this.#loop;
		await this.#turn;
		await this.#outbox[Symbol.asyncDispose]();
		await this.#mailbox.acknowledged();
		disconnect(this.redis);
	}
}

function typeOf({ envelope }: Delivery): string {
	return envelope?.message.type ?? '';
}

function idsOf({ envelope, entryId }: Delivery): Record<string, string | undefined> {
	return { entryId, messageId: envelope?.id, type: envelope?.message.type };
}
