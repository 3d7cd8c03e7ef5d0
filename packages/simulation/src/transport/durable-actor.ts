import { Process } from '../process.ts';
import type { Job, Letter } from './redis.ts';

/** What an actor sends: a letter to another, or an invitation to the workers. */
export type Sending =
	| {
			readonly to: string;
			readonly message: { readonly type: string };
			readonly correlationId?: string | undefined;
	  }
	| { readonly job: Job };

type Row = { readonly to: string; readonly letter: Letter } | { readonly job: Job };

const batchSize = 16;
/** How soon an actor notices that Redis has lost what it held. Milliseconds. */
const noticeMs = 3_000;

/**
 * An actor with a store: handles a letter, remembers its id and appends what it sends in one step, then delivers that
 * at least once, in order. Ids it has seen are dropped. After a loss of Redis everything is sent again.
 */
export abstract class DurableActor extends Process {
	/** Durable. */
	readonly #inbox = new Set<string>();
	readonly #outbox: Row[] = [];
	#sent = 0;
	#lossesSeen = 0;
	#ids = 0;
	/** Volatile. */
	#draining = false;
	/** Set by a fault: dies right after the next commit, before anything is sent or acknowledged. */
	diesAfterCommit = false;

	/** Handles one letter; what it changes is committed with what it returns. */
	protected abstract handle(letter: Letter): Sending[];

	/** Answers without the store, or null when `handle` must have it. */
	protected answer(_letter: Letter): Sending[] | null {
		return null;
	}

	/** Runs last in every commit. */
	protected settle(): Sending[] {
		return [];
	}

	protected onRedisLoss(): void {}

	protected override boot(): void {
		this.#draining = false;
		this.#drainSoon();
		this.later(this.room.random.between(200, noticeMs), () => this.#lookAtRedis());
	}

	get isSent(): boolean {
		return this.#sent === this.#outbox.length;
	}

	protected override read(): void {
		const letters = this.room.redis.peek(this.name, batchSize);
		const handled: Letter[] = [];
		const durable: Letter[] = [];
		for (const letter of letters) {
			const answer = this.answer(letter);
			if (answer === null) durable.push(letter);
			else {
				for (const sending of answer) this.#deliver(this.#toRow(sending));
				handled.push(letter);
			}
		}
		if (durable.length > 0) {
			const sendings: Sending[] = [];
			for (const letter of durable) {
				if (this.#inbox.has(letter.id) && this.room.guards.dedupe) continue;
				this.#inbox.add(letter.id);
				for (const sending of this.handle(letter)) sendings.push(sending);
			}
			if (!this.#commit(sendings)) return;
		}
		this.room.redis.acknowledge(this.name, [...handled, ...durable]);
		if (this.room.redis.peek(this.name, 1).length > 0) this.wake();
	}

	/** Does something of its own accord, as if it were a message. False when it died of it. */
	protected act(sendings: Sending[]): boolean {
		return this.#commit(sendings);
	}

	#commit(sendings: Sending[]): boolean {
		for (const sending of [...sendings, ...this.settle()]) this.#outbox.push(this.#toRow(sending));
		if (this.diesAfterCommit) {
			this.diesAfterCommit = false;
			this.crash();
			return false;
		}
		if (!this.isSent) this.#drainSoon();
		return true;
	}

	#toRow(sending: Sending): Row {
		if ('job' in sending) return sending;
		const { to, message, correlationId } = sending;
		const id = `${this.name}-${++this.#ids}`;
		return { to, letter: { id, from: this.name, at: this.wallNow, correlationId, message } };
	}

	#drainSoon(): void {
		if (this.#draining) return;
		this.#draining = true;
		this.later(this.room.random.delay(10), () => {
			this.#draining = false;
			this.#drain();
		});
	}

	#drain(): void {
		if (this.isSent) return;
		if (!this.reachesRedis) {
			this.#draining = true;
			this.later(400, () => {
				this.#draining = false;
				this.#drain();
			});
			return;
		}
		const upTo = this.#outbox.length;
		for (const row of this.#outbox.slice(this.#sent, upTo)) this.#deliver(row);
		// Sent, but the note of it was lost: it will be sent again.
		if (this.room.faulty && this.room.random.chance(0.02)) this.#drainSoon();
		else this.#sent = upTo;
	}

	#deliver(row: Row): void {
		const { redis } = this.room;
		if ('job' in row) redis.invite(row.job);
		else redis.post(row.to, row.letter);
	}

	#lookAtRedis(): void {
		const { losses } = this.room.redis;
		if (this.reachesRedis && losses !== this.#lossesSeen) {
			this.#lossesSeen = losses;
			this.#sent = 0;
			this.#drainSoon();
			this.onRedisLoss();
		}
		this.later(noticeMs, () => this.#lookAtRedis());
	}
}
