import { PGlite } from '@electric-sql/pglite';
import { PGLiteSocketServer } from '@electric-sql/pglite-socket';

/** PostgreSQL in this process, reached by the real driver over TCP. */
export interface TestPostgres extends AsyncDisposable {
	readonly url: string;
	/** Forgets everything stored. */
	wipe(): Promise<void>;
}

/**
 * All connections share one session: transactions of several connections take turns, and a `search_path` given by a
 * connection is not its own, so that everything lies in the schema `public`.
 */
export async function startPostgres(): Promise<TestPostgres> {
	const db = await PGlite.create();
	const server = new PGLiteSocketServer({ db, host: '127.0.0.1', port: 0, maxConnections: 20 });
	await server.start();
	const [host = '', port = ''] = server.getServerConn().split(':');
	return {
		url: `postgresql://postgres:postgres@${host}:${port}/postgres?sslmode=disable`,
		wipe: async () => void (await db.exec('drop schema public cascade; create schema public')),
		async [Symbol.asyncDispose]() {
			await server.stop();
			await db.close();
		},
	};
}
