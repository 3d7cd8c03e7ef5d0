import { sql, type Kysely } from 'kysely';
import { AegisError } from '../errors.ts';

/** One forward step of a schema. Names are applied in the order given and never change once released. */
export interface Migration {
	readonly name: string;
	up(db: Kysely<unknown>, engine: 'sqlite' | 'postgres'): Promise<void>;
}

/**
 * Brings a store to this version's schema, all in one transaction. Throws STORE_TOO_NEW when a later version of Aegis
 * has already changed it: guessing at an unknown schema could lose facts.
 */
export async function migrate(
	db: Kysely<unknown>,
	engine: 'sqlite' | 'postgres',
	migrations: readonly Migration[],
): Promise<void> {
	await db.transaction().execute(async (tx) => {
		if (engine === 'postgres') await sql`select pg_advisory_xact_lock(hashtext('aegis.migrate'))`.execute(tx);
		await sql`create table if not exists migration (name text primary key, position integer not null)`.execute(
			tx,
		);
		const applied = await sql<{ name: string }>`select name from migration`.execute(tx);
		const known = new Set(migrations.map((migration) => migration.name));
		const unknown = applied.rows.find((row) => !known.has(row.name));
		if (unknown !== undefined) {
			throw new AegisError(
				'STORE_TOO_NEW',
				`The store was written by a newer Aegis (it has “${unknown.name}”).`,
				{
					fix: 'Run the newer version, or restore the store from before the upgrade.',
					exitCode: 4,
				},
			);
		}
		const done = new Set(applied.rows.map((row) => row.name));
		for (const [position, migration] of migrations.entries()) {
			if (done.has(migration.name)) continue;
			await migration.up(tx, engine);
			await sql`insert into migration (name, position) values (${migration.name}, ${position})`.execute(tx);
		}
	});
}
