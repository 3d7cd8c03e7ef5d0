import type { PostgresPool, PostgresPoolClient } from 'kysely';
import type { Pool } from 'pg';
import type { StoreLocation } from './dialect.ts';

/** Milliseconds after which the server ends a transaction whose client says nothing more: one that is paused or cut off. */
const idleTransactionMs = 4_000;

/**
 * Connections to a PostgreSQL, straight or through a pooler that hands out its connections for single transactions: no
 * setting of a session is asked for, neither at the start of a connection nor later. `timeoutMs` is how long a
 * connection or an answer may take: behind a black hole nothing else ends the wait.
 */
export async function connectPostgres(
	location: Extract<StoreLocation, { engine: 'postgres' }>,
	options: { max: number; timeoutMs: number },
): Promise<Pool> {
	// Loaded only where it is used: most installations have no PostgreSQL.
	const { default: pg } = await import('pg');
	pg.types.setTypeParser(pg.types.builtins.INT8, Number);
	const pool = new pg.Pool({
		connectionString: location.url,
		max: options.max,
		connectionTimeoutMillis: options.timeoutMs,
		query_timeout: options.timeoutMs,
		keepAlive: true,
	});
	// A connection that is ended by the server is told by the next query on it; unheard it would end the process.
	pool.on('error', () => {});
	pool.on('connect', (client) => client.on('error', () => {}));
	return pool;
}

/** The pool as the query builder is given it: see `guard`. */
export function guardPool(pool: Pool): PostgresPool {
	return {
		connect: async () => guard(await pool.connect()),
		end: () => pool.end(),
		options: pool.options,
	};
}

/**
 * Has each transaction end where its client falls silent (a setting of the transaction itself, which a pooler of
 * transactions leaves alone), and keeps from texts the one character that PostgreSQL has no place for (22021).
 */
function guard(client: PostgresPoolClient): PostgresPoolClient {
	const query = (text: string, values: readonly unknown[] = []): Promise<never> => {
		const begins = /^(begin|start transaction)\b/.test(text);
		const sent = begins
			? `${text}; set local idle_in_transaction_session_timeout = ${idleTransactionMs}`
			: text;
		return client.query(sent, values.map(withoutNul)) as unknown as Promise<never>;
	};
	return {
		query: query as unknown as PostgresPoolClient['query'],
		release: (error?: unknown) => client.release(error as never),
	};
}

function withoutNul(value: unknown): unknown {
	return typeof value === 'string' && value.includes('\0') ? value.replaceAll('\0', '\uFFFD') : value;
}

/** The schema's name as PostgreSQL is told it. */
export function schemaOf(location: Extract<StoreLocation, { engine: 'postgres' }>): string {
	return location.schema.replaceAll('"', '');
}
