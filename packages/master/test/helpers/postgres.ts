import { createServer } from 'node:net';
import { PGlite } from '@electric-sql/pglite';
import { PGLiteSocketServer } from '@electric-sql/pglite-socket';

/** PostgreSQL compiled to WebAssembly behind a socket, spoken to by the real driver. */
export async function openPostgres(): Promise<{ url: string } & AsyncDisposable> {
	const db = await PGlite.create();
	const port = await freePort();
	const server = new PGLiteSocketServer({ db, port, host: '127.0.0.1', maxConnections: 16 });
	await server.start();
	return {
		url: `postgresql://postgres:postgres@127.0.0.1:${port}/postgres?sslmode=disable`,
		async [Symbol.asyncDispose]() {
			await server.stop();
			await db.close();
		},
	};
}

function freePort(): Promise<number> {
	return new Promise((resolve, reject) => {
		const probe = createServer().once('error', reject);
		probe.listen(0, '127.0.0.1', () => {
			const address = probe.address();
			const port = typeof address === 'object' && address !== null ? address.port : 0;
			probe.close(() => resolve(port));
		});
	});
}
