import { every, sleep, type Timer } from '../clock.ts';
import { describeError } from '../errors.ts';
import { boundary } from '../failpoint.ts';
import type { Envelope } from '../messages/envelope.ts';
import { RedisGuard, type RedisLoss } from '../redis.ts';
import type { ActorOptions } from './actor-options.ts';
import { answerVolatile } from './answer-volatile.ts';
import type { Delivery, Mailbox } from './mailbox.ts';
import { invariant } from '../invariant.ts';
import { rememberCarrier } from './loss-memory.ts';
import { appendOutbox, OutboxDrain } from './outbox.ts';
import type { Outgoing } from './outgoing.ts';

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
export class Actor<Tx, Message extends { type: string }> {
	readonly name: string;
	readonly #options: ActorOptions<Tx, Message>;
	readonly #mailbox: Mailbox;
	readonly #outbox: OutboxDrain<Tx>;
	readonly #guard: RedisGuard;
	readonly #prune: Timer;
	#turn: Promise<unknown> = Promise.resolve();
	/** Bodies that wait for their turn or have it, and that have it. */
	#waiting = 0;
	#inHand = 0;
	#stopping = false;
	#loop: Promise<void> | null = null;

	constructor(options: ActorOptions<Tx, Message>) {
		const { carrier, store, clock, log } = options;
		this.name = options.name;
		this.#options = options;
		this.#mailbox = carrier.mailbox;
		this.#outbox = new OutboxDrain(store, carrier.deliver, {
			clock,
			onError: (error) => log.warn({ err: error }, 'outbox could not be delivered, will retry'),
		});
		this.#guard = new RedisGuard(() => carrier.look(), {
			memory: rememberCarrier(store),
			onLoss: (why) => this.#recover(why),
			clock,
		});
		// What one pruning leaves the next takes.
		this.#prune = every(clock, 10 * 60_000, () => void this.#outbox.prune(clock.wall()).catch(() => {}));
	}

	/** Starts reading. What a predecessor left in the mailbox and the outbox comes first. */
	start(): void {
		// What Redis lost while nobody looked is older than what is still to be sent.
		void this.#guard.look().finally(() => this.#outbox.nudge());
		this.#loop = this.#run();
	}

	/** Does something of the actor's own accord (a timer, an HTTP request) as if it were a message. */
	async act(body: (tx: Tx) => Promise<Outgoing[]>): Promise<void> {
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
				const answered = await answerVolatile(
					this.name,
					deliveries,
					this.#options,
					this.#options.carrier.deliver,
				);
				this.#mailbox.acknowledgeSoon(answered);
				const durable = deliveries.filter((delivery) => !answered.includes(delivery));
				if (durable.length > 0) await this.#inTurn(() => this.#handleBatch(durable));
			} catch (error) {
				if (this.#stopping) return;
				this.#mailbox.rewind();
				this.#options.log.warn({ err: error }, 'mailbox could not be read, will retry');
				await sleep(this.#options.clock, 200);
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
				await sleep(this.#options.clock, Math.min(20 * 2 ** failures, 2_000));
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

	#decode({ envelope, refusal }: Delivery): { envelope: Envelope; message: Message } {
		if (envelope === null) throw new Error(refusal ?? 'not an envelope of a known version');
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

	async #handleOne(tx: Tx, delivery: Delivery): Promise<void> {
		const { envelope, message } = this.#decode(delivery);
		const { store, clock } = this.#options;
		if (!(await store.journal.take(tx, envelope.id, clock.wall()))) return;
		await this.#send(tx, await this.#options.handle(tx, message, envelope));
	}

	async #settle(tx: Tx): Promise<void> {
		if (this.#options.settle !== undefined) await this.#send(tx, await this.#options.settle(tx));
	}

	async #send(tx: Tx, messages: readonly Outgoing[]): Promise<void> {
		const { store, clock, chance } = this.#options;
		await appendOutbox(store.journal, tx, messages, { from: this.name, at: clock.wall(), chance });
	}

	/** Every transaction also notes what was sent before it. */
	async #transact(body: (tx: Tx) => Promise<void>): Promise<void> {
		await this.#options.store.transact(async (tx) => {
			await this.#outbox.mark(tx);
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
		const isFree = this.#waiting === 0;
		this.#waiting++;
		const result = this.#turn.then(async () => {
			this.#inHand++;
			invariant('actor.A3', this.#inHand === 1, !isFree);
			try {
				return await body();
			} finally {
				this.#inHand--;
				this.#waiting--;
			}
		});
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
		this.#prune.cancel();
		this.#guard[Symbol.dispose]();
		this.#options.carrier.stopReading();
		await this.#loop;
		await this.#turn;
		await this.#outbox[Symbol.asyncDispose]();
		await this.#mailbox.acknowledged();
		await this.#options.carrier[Symbol.asyncDispose]();
	}
}

function typeOf({ envelope }: Delivery): string {
	return envelope?.message.type ?? '';
}

function idsOf({ envelope, entryId }: Delivery): Record<string, string | undefined> {
	return { entryId, messageId: envelope?.id, type: envelope?.message.type };
}
