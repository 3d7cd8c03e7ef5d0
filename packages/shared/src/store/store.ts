import type { Kysely, Transaction } from 'kysely';
import { nanoid } from 'nanoid';
import { AegisError } from '../errors.ts';
import { openDatabase, type StoreLocation } from './dialect.ts';
import { sqlJournal, type ActorStore, type Journal } from './journal.ts';
import { migrate, type Migration } from './migrate.ts';
import { explainUnreadable } from './unreadable.ts';
import { runtimeMigrations, type RuntimeTables } from './runtime-tables.ts';

/**
 * A store of one actor: its own tables and the runtime's.
 *
 * Opening it raises the generation; a transaction of an earlier opener fails with STORE_FENCED from then on, so two
 * processes that both believe to be the master cannot both write.
 */
export class Store<Tables> implements ActorStore<Transaction<Tables & RuntimeTables>> {
	readonly db: Kysely<Tables & RuntimeTables>;
	readonly engine: 'sqlite' | 'postgres';
	readonly journal: Journal<Transaction<Tables & RuntimeTables>>;
	readonly #generation: number;

	private constructor(db: Kysely<Tables & RuntimeTables>, engine: 'sqlite' | 'postgres', generation: number) {
		this.db = db;
		this.engine = engine;
		this.journal = sqlJournal(db as unknown as Kysely<RuntimeTables>) as unknown as Journal<
			Transaction<Tables & RuntimeTables>
		>;
		this.#generation = generation;
	}

	/** Opens, migrates, and takes over as the only writer. Throws STORE_TOO_NEW or STORE_UNREADABLE. */
	static async open<Tables>(
		location: StoreLocation,
		migrations: readonly Migration[],
	): Promise<Store<Tables>> {
		let db: Kysely<Tables & RuntimeTables> | undefined;
		try {
			db = await openDatabase<Tables & RuntimeTables>(location);
			await migrate(db as unknown as Kysely<unknown>, location, [...runtimeMigrations, ...migrations]);
			return new Store(db, location.engine, await raiseGeneration(db as unknown as Kysely<RuntimeTables>));
		} catch (error) {
			await db?.destroy();
			if (error instanceof AegisError) throw error;
			throw explainUnreadable(location, error);
		}
	}

	/** Runs `body` in one transaction, refused (STORE_FENCED) when a later opener has taken over. */
	async transact<Result>(
		body: (tx: Transaction<Tables & RuntimeTables>) => Promise<Result>,
	): Promise<Result> {
		return this.db.transaction().execute(async (tx) => {
			await this.#checkGeneration(tx as unknown as Transaction<RuntimeTables>);
			return body(tx);
		});
	}

	/** Writes nothing new; throws when the store cannot be written now. */
	async probe(): Promise<void> {
		await this.transact(async (tx) => {
			const runtime = tx as unknown as Transaction<RuntimeTables>;
			await runtime
				.updateTable('generation')
				.set((eb) => ({ value: eb.ref('value') }))
				.execute();
		});
	}

	/** A name of this store that no other has; kept with it. */
	async identify(): Promise<string> {
		return this.transact(async (tx) => {
			const runtime = tx as unknown as Transaction<RuntimeTables>;
			const fresh = { id: 1, value: nanoid() };
			await runtime
				.insertInto('identity')
				.values(fresh)
				.onConflict((conflict) => conflict.doNothing())
				.execute();
			return (await runtime.selectFrom('identity').select('value').executeTakeFirstOrThrow()).value;
		});
	}

	async #checkGeneration(tx: Transaction<RuntimeTables>): Promise<void> {
		const current = tx.selectFrom('generation').select('value').where('id', '=', 1);
		// PostgreSQL would let a later opener in between this look and the commit; SQLite refuses that commit itself.
		const row = await (this.engine === 'postgres' ? current.forShare() : current).executeTakeFirst();
		if (row?.value === this.#generation) return;
		throw new AegisError(
			'STORE_FENCED',
			'Another process has taken over this store; this one must not write any more.',
			{
				fix: 'Nothing to do: it stops by itself. If it happens again, look for a second Aegis on the same home.',
			},
		);
	}

	async [Symbol.asyncDispose](): Promise<void> {
		await this.db.destroy();
	}
}

async function raiseGeneration(db: Kysely<RuntimeTables>): Promise<number> {
	return db.transaction().execute(async (tx) => {
		await tx
			.insertInto('generation')
			.values({ id: 1, value: 1 })
			.onConflict((conflict) =>
				conflict.column('id').doUpdateSet((eb) => ({ value: eb('generation.value', '+', 1) })),
			)
			.execute();
		return (await tx.selectFrom('generation').select('value').where('id', '=', 1).executeTakeFirstOrThrow())
			.value;
	});
}
