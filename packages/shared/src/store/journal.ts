import type { Kysely, Transaction } from 'kysely';
import type { RuntimeTables } from './runtime-tables.ts';

/** A message on its way out. `address` is `actor/{name}` or `queue/{name}`, `envelope` JSON, `at` milliseconds. */
export interface OutboxEntry {
	readonly id: string;
	readonly address: string;
	readonly envelope: string;
	readonly at: number;
}

/** What the runtime writes down in an actor's store beside the actor's own facts. Times are milliseconds. */
export interface Journal<Tx> {
	/** Notes a message as handled; false when it was before. */
	take(tx: Tx, id: string, at: number): Promise<boolean>;
	/** Adds to what is to be sent, in order; an id that is there already adds nothing. */
	append(tx: Tx, entries: readonly OutboxEntry[]): Promise<void>;
	/** What was not sent yet and comes after `after`, in order. Committed entries only. */
	unsent(after: number, limit: number): Promise<(OutboxEntry & { readonly seq: number })[]>;
	/** What is kept for an address, sent or not, in order. */
	keptFor(tx: Tx, address: string): Promise<string[]>;
	markSent(tx: Tx, upTo: number, at: number): Promise<void>;
	/** Makes everything that is kept unsent again. */
	unsendAll(tx: Tx): Promise<void>;
	/** Forgets what was sent before the one time and what was handled before the other. */
	prune(tx: Tx, sentBefore: number, handledBefore: number): Promise<void>;
	/** What messages were last sent through; null at first. */
	recallCarrier(): Promise<string | null>;
	rememberCarrier(tx: Tx, state: string): Promise<void>;
}

/** The store of an actor, as the runtime needs it. */
export interface ActorStore<Tx> {
	/** Runs `body` in one transaction, one after another, all or nothing. Throws STORE_FENCED when another has taken over. */
	transact<Result>(body: (tx: Tx) => Promise<Result>): Promise<Result>;
	/** Writes nothing new; throws when the store cannot be written now. */
	probe(): Promise<void>;
	readonly journal: Journal<Tx>;
}

/** The journal in the runtime's tables. */
export function sqlJournal(db: Kysely<RuntimeTables>): Journal<Transaction<RuntimeTables>> {
	return {
		async take(tx, id, at) {
			const inserted = await tx
				.insertInto('inbox')
				.values({ id, at })
				.onConflict((conflict) => conflict.column('id').doNothing())
				.executeTakeFirst();
			return inserted.numInsertedOrUpdatedRows !== 0n;
		},
		async append(tx, entries) {
			await tx
				.insertInto('outbox')
				.values(entries.map((entry) => ({ ...entry, sent_at: null })))
				.onConflict((conflict) => conflict.column('id').doNothing())
				.execute();
		},
		unsent: (after, limit) =>
			db
				.selectFrom('outbox')
				.select(['seq', 'id', 'address', 'envelope', 'at'])
				.where('sent_at', 'is', null)
				.where('seq', '>', after)
				.orderBy('seq')
				.limit(limit)
				.execute(),
		async keptFor(tx, address) {
			const rows = await tx
				.selectFrom('outbox')
				.select('envelope')
				.where('address', '=', address)
				.orderBy('seq')
				.execute();
			return rows.map(({ envelope }) => envelope);
		},
		async markSent(tx, upTo, at) {
			await tx
				.updateTable('outbox')
				.set({ sent_at: at })
				.where('sent_at', 'is', null)
				.where('seq', '<=', upTo)
				.execute();
		},
		async unsendAll(tx) {
			await tx.updateTable('outbox').set({ sent_at: null }).where('sent_at', 'is not', null).execute();
		},
		async prune(tx, sentBefore, handledBefore) {
			await tx.deleteFrom('outbox').where('sent_at', '<', sentBefore).execute();
			await tx.deleteFrom('inbox').where('at', '<', handledBefore).execute();
		},
		async recallCarrier() {
			const row = await db.selectFrom('redis_seen').select('state').executeTakeFirst();
			return row?.state ?? null;
		},
		async rememberCarrier(tx, state) {
			await tx
				.insertInto('redis_seen')
				.values({ id: 1, state })
				.onConflict((conflict) => conflict.column('id').doUpdateSet({ state }))
				.execute();
		},
	};
}
