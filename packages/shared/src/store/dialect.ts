import Sqlite from 'better-sqlite3';
import { PostgresDialect, SqliteDialect, type Dialect } from 'kysely';
import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { AegisError } from '../errors.ts';
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

/** Opens the engine. SQLite: WAL, and every commit is on disk before it is acknowledged (`synchronous=FULL`). */
export async function openDialect(location: StoreLocation): Promise<Dialect> {
	if (location.engine === 'postgres') {
		// Loaded only where it is used: most installations have no PostgreSQL.
		const { default: pg } = await import('pg');
		pg.types.setTypeParser(pg.types.builtins.INT8, Number);
		return new PostgresDialect({
			pool: new pg.Pool({
				connectionString: location.url,
				max: 4,
				options: `-c search_path=${location.schema}`,
			}),
		});
	}
	mkdirSync(dirname(location.file), { recursive: true });
	const database = new Sqlite(location.file, { timeout: 5_000 });
	database.pragma('journal_mode = WAL');
	database.pragma('synchronous = FULL');
	database.pragma('foreign_keys = ON');
	return new SqliteDialect({ database: keepPrepared(database) });
}
