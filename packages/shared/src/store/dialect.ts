import Sqlite from 'better-sqlite3';
import { PostgresDialect, SqliteDialect, type Dialect } from 'kysely';
import { chmodSync, closeSync, mkdirSync, openSync } from 'node:fs';
import { dirname } from 'node:path';
import type { Pool } from 'pg';
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

/** Opens the engine. SQLite: WAL, and every commit is on disk before it is acknowledged (`synchronous=FULL`), nobody else reads it. */
export async function openDialect(location: StoreLocation): Promise<Dialect> {
	if (location.engine === 'postgres') {
		const { pool } = await connectPostgres(location, { max: 4, timeoutMs: 30_000 });
		return new PostgresDialect({ pool });
	}
	mkdirSync(dirname(location.file), { recursive: true });
	// A store may hold a secret. SQLite gives the files beside it the same mode.
	closeSync(openSync(location.file, 'a', 0o600));
	chmodSync(location.file, 0o600);
	const database = new Sqlite(location.file, { timeout: 5_000 });
	database.pragma('journal_mode = WAL');
	database.pragma('synchronous = FULL');
	database.pragma('foreign_keys = ON');
	return new SqliteDialect({ database: keepPrepared(database) });
}

/** Milliseconds after which the server ends a transaction whose client says nothing more: one that is paused or cut off. */
const idleTransactionMs = 4_000;

/**
 * Connections to one schema of a PostgreSQL. `timeoutMs` is how long a connection or an answer may take: behind a black
 * hole nothing else ends the wait.
 */
export async function connectPostgres(
	location: Extract<StoreLocation, { engine: 'postgres' }>,
	options: { max: number; timeoutMs: number },
): Promise<{ pool: Pool; schema: string }> {
	// Loaded only where it is used: most installations have no PostgreSQL.
	const { default: pg } = await import('pg');
	pg.types.setTypeParser(pg.types.builtins.INT8, Number);
	const schema = location.schema.replaceAll('"', '');
	// The server splits its options at spaces.
	const path = `"${schema}"`.replaceAll(/[\\ ]/g, String.raw`\$&`);
	const pool = new pg.Pool({
		connectionString: location.url,
		max: options.max,
		connectionTimeoutMillis: options.timeoutMs,
		query_timeout: options.timeoutMs,
		keepAlive: true,
		options: `-c search_path=${path} -c idle_in_transaction_session_timeout=${idleTransactionMs}`,
	});
	// A connection that is ended by the server is told by the next query on it; unheard it would end the process.
	pool.on('error', () => {});
	pool.on('connect', (client) => client.on('error', () => {}));
	return { pool, schema };
}
