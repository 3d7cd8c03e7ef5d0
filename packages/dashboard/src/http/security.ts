import type { FastifyInstance } from 'fastify';

const common = "base-uri 'self'; form-action 'none'; frame-ancestors 'none'; object-src 'none'";
const policy = `default-src 'self'; img-src 'self' data:; ${common}`;

/** Bull Board sets styles on elements and loads a web font: the first is allowed to it alone, the second to nobody. */
export const queuesPolicy = `default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; ${common}`;

export const securityHeaders: Readonly<Record<string, string>> = {
	'content-security-policy': policy,
	'cross-origin-opener-policy': 'same-origin',
	'cross-origin-resource-policy': 'same-origin',
	'referrer-policy': 'no-referrer',
	'x-content-type-options': 'nosniff',
	'x-frame-options': 'DENY',
};

/** Puts what every answer says of itself before every route. */
export function addSecurityHeaders(app: FastifyInstance): void {
	app.addHook('onRequest', async (_request, reply) => {
		reply.headers(securityHeaders);
	});
}
