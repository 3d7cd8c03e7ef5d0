import { sql, type Kysely } from 'kysely';
import { AegisError } from '../errors.ts';
import type { StoreLocation } from './dialect.ts';
import { schemaOf } from './postgres.ts';

/** One forward step of a schema. Names are applied in the order given and never change once released. */
export interface Migration {
	readonly name: string;
	up(db: Kysely<unknown>, engine: 'sqlite' | 'postgres'): Promise<void>;
}

interface Applied {
	migration: { name: string; position: number };
}

/**
 * Brings a store to this version's schema, all in one transaction. Throws STORE_TOO_NEW when a later version of Aegis
 * has already changed it: guessing at an unknown schema could lose facts.
 */
export async function migrate(
	db: Kysely<unknown>,
	location: StoreLocation,
	migrations: readonly Migration[],
): Promise<void> {
	await db.transaction().execute(async (tx) => {
		if (location.engine === 'postgres') {
			await sql`select pg_advisory_xact_lock(hashtext('aegis.migrate'))`.execute(tx);
			await ensureSchema(tx, schemaOf(location));
		}
		const tables = tx as Kysely<Applied>;
		if (!(await hasTable(tx, location, 'migration')))
			await tables.schema
				.createTable('migration')
				.addColumn('name', 'text', (column) => column.primaryKey())
				.addColumn('position', 'integer', (column) => column.notNull())
				.execute();
		const applied = await tables.selectFrom('migration').select('name').execute();
		refuseNewer(applied, migrations);
		const done = new Set(applied.map((row) => row.name));
		for (const [position, migration] of migrations.entries()) {
			if (done.has(migration.name)) continue;
			await migration.up(tx, location.engine);
			await tables.insertInto('migration').values({ name: migration.name, position }).execute();
		}
	});
}

function refuseNewer(applied: readonly { name: string }[], migrations: readonly Migration[]): void {
	const known = new Set(migrations.map((migration) => migration.name));
	const unknown = applied.find((row) => !known.has(row.name));
	if (unknown === undefined) return;
	throw new AegisError(
		'STORE_TOO_NEW',
		`The store was written by a newer Aegis (it has “${unknown.name}”).`,
		{ fix: 'Run the newer version, or restore the store from before the upgrade.', exitCode: 4 },
	);
}

/** PostgreSQL asks for the right to create a schema or a table even where `if not exists` finds it: so it is looked first. */
async function ensureSchema(db: Kysely<unknown>, schema: string): Promise<void> {
	const found = await sql`select 1 from pg_namespace where nspname = ${schema}`.execute(db);
	if (found.rows.length === 0) await sql`create schema ${sql.id(schema)}`.execute(db);
}

/** Whether a store has a table yet. */
export async function hasTable<Tables>(
	db: Kysely<Tables>,
	location: StoreLocation,
	table: string,
): Promise<boolean> {
	const look =
		location.engine === 'sqlite'
			? sql`select 1 from sqlite_master where type = 'table' and name = ${table}`
			: sql`select 1 from pg_tables where schemaname = ${schemaOf(location)} and tablename = ${table}`;
	return (await look.execute(db)).rows.length > 0;
}
