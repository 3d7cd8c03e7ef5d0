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

/** Sends what a store's outbox holds, in order, at least once. One drain at a time; failures are retried with backoff. */
export class OutboxDrain {
	readonly #db: Kysely<RuntimeTables>;
	readonly #deliver: Deliver;
	readonly #onError: (error: unknown) => void;
	#draining: Promise<void> | null = null;
	#again = false;
	#retry: NodeJS.Timeout | null = null;
	#failures = 0;
	#closed = false;

	constructor(store: Store<object>, deliver: Deliver, onError: (error: unknown) => void) {
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

	/** Makes everything of the retention unsent again: Redis has lost messages. */
	async resendAll(): Promise<void> {
		// A drain under way would mark as sent what Redis has lost meanwhile.
		await this.#idle();
		await this.#db.updateTable('outbox').set({ sent_at: null }).where('sent_at', 'is not', null).execute();
		this.nudge();
	}

	/** Forgets what was sent longer ago than the retention, and ids seen longer ago than twice that. */
	async prune(now: number): Promise<void> {
		await this.#db
			.deleteFrom('outbox')
			.where('sent_at', '<', now - retentionMs)
			.execute();
		await this.#db
			.deleteFrom('inbox')
			.where('at', '<', now - 2 * retentionMs)
			.execute();
	}

	async #drain(): Promise<void> {
		try {
			for (;;) {
				const rows = await this.#db
					.selectFrom('outbox')
					.select(['seq', 'id', 'address', 'envelope'])
					.where('sent_at', 'is', null)
					.orderBy('seq')
					.limit(200)
					.execute();
				const last = rows.at(-1);
				if (last === undefined || this.#closed) return;
				await this.#deliver(
					rows.map((row) => ({ address: parseAddress(row.address), id: row.id, envelope: row.envelope })),
				);
				this.#failures = 0;
				await this.#db
					.updateTable('outbox')
					.set({ sent_at: Date.now() })
					.where('sent_at', 'is', null)
					.where(
						'seq',
						'in',
						rows.map((row) => row.seq),
					)
					.execute();
			}
		} catch (error) {
			if (this.#closed) return;
			this.#onError(error);
			const delayMs = Math.min(100 * 2 ** this.#failures++, 5_000);
			this.#retry = setTimeout(() => this.nudge(), delayMs);
		}
	}

	async #idle(): Promise<void> {
		while (this.#draining !== null) await this.#draining;
	}

	/** Waits until everything committed so far was sent, or could not be, and starts no other drain. */
	async [Symbol.asyncDispose](): Promise<void> {
		await this.#idle();
		this.#closed = true;
		if (this.#retry !== null) clearTimeout(this.#retry);
	}
}
