import type { Kysely, Transaction } from 'kysely';
import type { Store, RuntimeTables } from '../store.ts';
import { addressText, parseAddress, toEnvelope, type Address, type Outgoing } from './outgoing.ts';

/** Delivers one batch of envelopes, all of them or an error. The order within the batch is the order of sending. */
export type Deliver = (batch: readonly { address: Address; id: string; envelope: string }[]) => Promise<void>;

/** How long sent messages are kept, to be sent again should Redis lose them; receivers remember ids twice as long. */
export const retentionMs = 6 * 60 * 60 * 1_000;

/** Appends messages to the outbox within the transaction that decided them. */
export async function appendOutbox(
	tx: Transaction<RuntimeTables>,
	from: string,
	messages: readonly Outgoing[],
	at: number,
): Promise<void> {
	if (messages.length === 0) return;
	const rows = messages.map((outgoing) => {
		const envelope = toEnvelope(from, outgoing, at);
		return {
			id: envelope.id,
			address: addressText(outgoing.to),
			envelope: JSON.stringify(envelope),
			at,
			sent_at: null,
		};
	});
	await tx
		.insertInto('outbox')
		.values(rows)
		.onConflict((conflict) => conflict.column('id').doNothing())
		.execute();
}

/** Milliseconds until what was delivered is marked as sent, where no transaction came along before to do it. */
const markAfterMs = 1_000;

/**
 * Sends what a store's outbox holds, in order, at least once. One drain at a time; failures are retried with backoff.
 *
 * That something was sent is written down with the next transaction or a little later, since a commit costs more than
 * the sending: after a crash the last messages are sent again, and their receivers drop them.
 */
export class OutboxDrain {
	readonly #store: Store<object>;
	readonly #db: Kysely<RuntimeTables>;
	readonly #deliver: Deliver;
	readonly #onError: (error: unknown) => void;
	/** Everything up to this was delivered: one writer at a time appends, so that order is the order of commits. */
	#delivered = 0;
	#marked = 0;
	#marking = 0;
	#markSoon: NodeJS.Timeout | null = null;
	#draining: Promise<void> | null = null;
	#again = false;
	#retry: NodeJS.Timeout | null = null;
	#failures = 0;
	#closed = false;

	constructor(store: Store<object>, deliver: Deliver, onError: (error: unknown) => void) {
		this.#store = store;
		this.#db = store.db;
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
	async mark(tx: Kysely<RuntimeTables>): Promise<void> {
		this.#marking = this.#delivered;
		if (this.#marking === this.#marked) return;
		await tx
			.updateTable('outbox')
			.set({ sent_at: Date.now() })
			.where('sent_at', 'is', null)
			.where('seq', '<=', this.#marking)
			.execute();
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
		await this.#store.transact((tx) =>
			tx.updateTable('outbox').set({ sent_at: null }).where('sent_at', 'is not', null).execute(),
		);
	}

	/** Forgets what was sent longer ago than the retention, and ids seen longer ago than twice that. */
	async prune(now: number): Promise<void> {
		await this.#store.transact(async (tx) => {
			await tx
				.deleteFrom('outbox')
				.where('sent_at', '<', now - retentionMs)
				.execute();
			await tx
				.deleteFrom('inbox')
				.where('at', '<', now - 2 * retentionMs)
				.execute();
		});
	}

	async #drain(): Promise<void> {
		try {
			for (;;) {
				const rows = await this.#db
					.selectFrom('outbox')
					.select(['seq', 'id', 'address', 'envelope'])
					.where('sent_at', 'is', null)
					.where('seq', '>', this.#delivered)
					.orderBy('seq')
					.limit(200)
					.execute();
				const last = rows.at(-1);
				if (last === undefined || this.#closed) return;
				await this.#deliver(
					rows.map((row) => ({ address: parseAddress(row.address), id: row.id, envelope: row.envelope })),
				);
				this.#failures = 0;
				this.#delivered = last.seq;
				this.#markSoon ??= setTimeout(() => void this.#markAlone(), markAfterMs);
			}
		} catch (error) {
			if (this.#closed) return;
			this.#onError(error);
			const delayMs = Math.min(100 * 2 ** this.#failures++, 5_000);
			this.#retry = setTimeout(() => this.nudge(), delayMs);
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
		if (this.#markSoon !== null) clearTimeout(this.#markSoon);
		await this.#markAlone();
		if (this.#retry !== null) clearTimeout(this.#retry);
	}
}
