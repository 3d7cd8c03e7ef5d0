import { fileURLToPath } from 'node:url';
import staticFiles from '@fastify/static';
import type { FastifyInstance } from 'fastify';

const built = fileURLToPath(new URL('../../page/built', import.meta.url));

/** Nothing but the page's own files runs, loads or is spoken to; texts cannot become markup by mistake. */
const policy = [
	"default-src 'none'",
	"script-src 'self'",
	"style-src 'self'",
	"img-src 'self'",
	"connect-src 'self'",
	"base-uri 'none'",
	"form-action 'none'",
	"frame-ancestors 'none'",
	"require-trusted-types-for 'script'",
	"trusted-types 'none'",
].join('; ');

/** Serves the built page (`pnpm pages`) under a policy that lets nothing else in. */
export async function servePage(app: FastifyInstance): Promise<void> {
	await app.register(staticFiles, {
		root: built,
		index: 'index.html',
		cacheControl: false,
		setHeaders: (reply) => {
			void reply.header('content-security-policy', policy);
			void reply.header('x-content-type-options', 'nosniff');
			void reply.header('referrer-policy', 'no-referrer');
			void reply.header('cache-control', 'no-cache');
		},
	});
}
