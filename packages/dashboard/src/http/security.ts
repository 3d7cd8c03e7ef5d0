import type { FastifyInstance } from 'fastify';

const common = "base-uri 'none'; form-action 'none'; frame-ancestors 'none'; object-src 'none'";
/**
 * The page runs its own scripts, and no text ever becomes a script or an element: with no Trusted Types policy allowed,
 * the browser throws at every place where it could.
 */
const policy = `default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; require-trusted-types-for 'script'; trusted-types 'none'; ${common}`;

/** Bull Board sets styles on elements and loads a web font: the first is allowed to it alone, the second to nobody. */
export const queuesPolicy = `default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; base-uri 'self'; form-action 'none'; frame-ancestors 'none'; object-src 'none'`;

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
