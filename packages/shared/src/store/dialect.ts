import Sqlite from 'better-sqlite3';
import { Kysely, PostgresDialect, SqliteDialect, WithSchemaPlugin } from 'kysely';
import { chmodSync, closeSync, mkdirSync, openSync } from 'node:fs';
import { dirname } from 'node:path';
import { AegisError } from '../errors.ts';
import { connectPostgres, guardPool, schemaOf } from './postgres.ts';
import { keepPrepared } from './prepared-statements.ts';

export type StoreLocation =
	| { readonly engine: 'sqlite'; readonly file: string }
	| { readonly engine: 'postgres'; readonly url: string; readonly schema: string };

/** SQLite in `file` unless `databaseUrl` names PostgreSQL, where `schema` keeps one store apart from the next. */
export function locateStore(options: {
	databaseUrl: string | undefined;
	file: string;
	schema: string;
}): StoreLocation {
	const { databaseUrl } = options;
	if (databaseUrl === undefined || databaseUrl === '') return { engine: 'sqlite', file: options.file };
	if (/^postgres(ql)?:\/\//.test(databaseUrl))
		return { engine: 'postgres', url: databaseUrl, schema: options.schema };
	throw new AegisError('DATABASE_URL_INVALID', 'DATABASE_URL is not a PostgreSQL address.', {
		fix: 'Write it as postgresql://user:password@host/database, or unset it to use SQLite.',
		exitCode: 2,
	});
}

/**
 * Opens a database. PostgreSQL: every table is named with its schema, whatever search path the address, the role or a
 * pooler gives the connection; SQL written by hand must do so itself. SQLite: WAL, and every commit is on disk before it
 * is acknowledged (`synchronous=FULL`), nobody else reads the file.
 */
export async function openDatabase<Tables>(location: StoreLocation): Promise<Kysely<Tables>> {
	if (location.engine === 'postgres') {
		const pool = guardPool(await connectPostgres(location, { max: 4, timeoutMs: 30_000 }));
		const plugins = [new WithSchemaPlugin(schemaOf(location))];
		return new Kysely<Tables>({ dialect: new PostgresDialect({ pool }), plugins });
	}
	mkdirSync(dirname(location.file), { recursive: true });
	// A store may hold a secret. SQLite gives the files beside it the same mode.
	closeSync(openSync(location.file, 'a', 0o600));
	chmodSync(location.file, 0o600);
	const database = new Sqlite(location.file, { timeout: 5_000 });
	database.pragma('journal_mode = WAL');
	database.pragma('synchronous = FULL');
	database.pragma('foreign_keys = ON');
	return new Kysely<Tables>({ dialect: new SqliteDialect({ database: keepPrepared(database) }) });
}
