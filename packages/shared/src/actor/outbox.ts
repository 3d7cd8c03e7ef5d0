import type { Chance, Clock, Timer } from '../clock.ts';
import type { ActorStore, Journal } from '../store.ts';
import { addressText, parseAddress, toEnvelope, type Address, type Outgoing } from './outgoing.ts';

/** Delivers one batch of envelopes, all of them or an error. The order within the batch is the order of sending. */
export type Deliver = (batch: readonly { address: Address; id: string; envelope: string }[]) => Promise<void>;

/** How long sent messages are kept, to be sent again should Redis lose them; receivers remember ids twice as long. */
export const retentionMs = 6 * 60 * 60 * 1_000;

/** Appends messages to the outbox within the transaction that decided them. */
export async function appendOutbox<Tx>(
	journal: Journal<Tx>,
	tx: Tx,
	messages: readonly Outgoing[],
	{ from, at, chance }: { readonly from: string; readonly at: number; readonly chance: Pick<Chance, 'id'> },
): Promise<void> {
	if (messages.length === 0) return;
	const entries = messages.map((outgoing) => {
		const envelope = toEnvelope(from, outgoing, at, outgoing.id ?? chance.id());
		return { id: envelope.id, address: addressText(outgoing.to), envelope: JSON.stringify(envelope), at };
	});
	await journal.append(tx, entries);
}

/** Milliseconds until what was delivered is marked as sent, where no transaction came along before to do it. */
const markAfterMs = 1_000;

/**
 * Sends what a store's outbox holds, in order, at least once. One drain at a time; failures are retried with backoff.
 *
 * That something was sent is written down with the next transaction or a little later, since a commit costs more than
 * the sending: after a crash the last messages are sent again, and their receivers drop them.
 */
export class OutboxDrain<Tx> {
	readonly #store: ActorStore<Tx>;
	readonly #clock: Clock;
	readonly #deliver: Deliver;
	readonly #onError: (error: unknown) => void;
	/** Everything up to this was delivered: one writer at a time appends, so that order is the order of commits. */
	#delivered = 0;
	#marked = 0;
	#marking = 0;
	#markSoon: Timer | null = null;
	#draining: Promise<void> | null = null;
	#again = false;
	#retry: Timer | null = null;
	#failures = 0;
	#closed = false;

	constructor(
		store: ActorStore<Tx>,
		deliver: Deliver,
		{ clock, onError }: { clock: Clock; onError: (error: unknown) => void },
	) {
		this.#store = store;
		this.#clock = clock;
		this.#deliver = deliver;
		this.#onError = onError;
	}

	/** Starts a drain soon; call it after every commit. */
	nudge(): void {
		if (this.#closed) return;
		if (this.#draining !== null) {
			this.#again = true;
			return;
		}
		this.#draining = this.#drain().finally(() => {
			this.#draining = null;
			if (this.#again) {
				this.#again = false;
				this.nudge();
			}
		});
	}

	/** Marks what was delivered as sent within a transaction that is made anyway; `marked` is to follow its commit. */
	async mark(tx: Tx): Promise<void> {
		this.#marking = this.#delivered;
		if (this.#marking !== this.#marked)
			await this.#store.journal.markSent(tx, this.#marking, this.#clock.wall());
	}

	/** The transaction that `mark` was last called in is committed. */
	marked(): void {
		this.#marked = this.#marking;
	}

	/** Makes everything of the retention unsent again: Redis has lost messages. */
	async resendAll(): Promise<void> {
		await this.#idle();
		// In the place of a drain: one under way would pass over what is made unsent behind it.
		this.#draining = this.#unsend().finally(() => (this.#draining = null));
		await this.#draining;
		this.nudge();
	}

	async #unsend(): Promise<void> {
		this.#delivered = this.#marked = this.#marking = 0;
		await this.#store.transact((tx) => this.#store.journal.unsendAll(tx));
	}

	/** Forgets what was sent longer ago than the retention, and ids seen longer ago than twice that. */
	async prune(now: number): Promise<void> {
		await this.#store.transact((tx) =>
			this.#store.journal.prune(tx, now - retentionMs, now - 2 * retentionMs),
		);
	}

	async #drain(): Promise<void> {
		try {
			for (;;) {
				const rows = await this.#store.journal.unsent(this.#delivered, 200);
				const last = rows.at(-1);
				if (last === undefined || this.#closed) return;
				await this.#deliver(
					rows.map((row) => ({ address: parseAddress(row.address), id: row.id, envelope: row.envelope })),
				);
				this.#failures = 0;
				this.#delivered = last.seq;
				this.#markSoon ??= this.#clock.after(markAfterMs, () => void this.#markAlone());
			}
		} catch (error) {
			if (this.#closed) return;
			this.#onError(error);
			const delayMs = Math.min(100 * 2 ** this.#failures++, 5_000);
			this.#retry = this.#clock.after(delayMs, () => this.nudge());
		}
	}

	/** Where it fails it is tried with the next transaction. */
	async #markAlone(): Promise<void> {
		this.#markSoon = null;
		await this.#store
			.transact((tx) => this.mark(tx))
			.then(
				() => this.marked(),
				() => {},
			);
	}

	async #idle(): Promise<void> {
		while (this.#draining !== null) await this.#draining;
	}

	/** Waits until everything committed so far was sent, or could not be, and starts no other drain. */
	async [Symbol.asyncDispose](): Promise<void> {
		await this.#idle();
		this.#closed = true;
		this.#markSoon?.cancel();
		await this.#markAlone();
		this.#retry?.cancel();
	}
}
