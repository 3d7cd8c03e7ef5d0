import { readFileSync } from 'node:fs';
import type { FastifyInstance } from 'fastify';

const files = [
	{ url: '/', name: 'index.html', type: 'text/html; charset=utf-8' },
	{ url: '/board.css', name: 'board.css', type: 'text/css; charset=utf-8' },
	{ url: '/board.js', name: 'board.js', type: 'text/javascript; charset=utf-8' },
	{ url: '/icon.svg', name: 'icon.svg', type: 'image/svg+xml' },
] as const;

const policy = "default-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/** Serves the web page and its three files, under a policy that lets nothing else in. */
export function servePage(app: FastifyInstance): void {
	for (const file of files) {
		app.get(file.url, (_, reply) =>
			reply
				.header('content-type', file.type)
				.header('content-security-policy', policy)
				.header('x-content-type-options', 'nosniff')
				.header('referrer-policy', 'no-referrer')
				.header('cache-control', 'no-cache')
				.send(readFileSync(new URL(`files/${file.name}`, import.meta.url))),
		);
	}
}
