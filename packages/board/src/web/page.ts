import { readFileSync } from 'node:fs';
import type { FastifyInstance } from 'fastify';

const files = [
	{ url: '/', file: new URL('./files/index.html', import.meta.url), type: 'text/html; charset=utf-8' },
	{ url: '/board.css', file: new URL('./files/board.css', import.meta.url), type: 'text/css; charset=utf-8' },
	{ url: '/panel.css', file: new URL('./files/panel.css', import.meta.url), type: 'text/css; charset=utf-8' },
	{
		url: '/board.js',
		file: new URL('./files/board.js', import.meta.url),
		type: 'text/javascript; charset=utf-8',
	},
	{ url: '/icon.svg', file: new URL('./files/icon.svg', import.meta.url), type: 'image/svg+xml' },
] as const;

const policy = "default-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/** Serves the web page and its files, under a policy that lets nothing else in. */
export function servePage(app: FastifyInstance): void {
	for (const { url, file, type } of files) {
		app.get(url, (_, reply) =>
			reply
				.header('content-type', type)
				.header('content-security-policy', policy)
				.header('x-content-type-options', 'nosniff')
				.header('referrer-policy', 'no-referrer')
				.header('cache-control', 'no-cache')
				.send(readFileSync(file)),
		);
	}
}
