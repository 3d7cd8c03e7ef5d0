import { createHash, timingSafeEqual } from 'node:crypto';
import type { FastifyInstance } from 'fastify';
import { judgeRequest } from '../core/request-guard.ts';

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

/** Puts the guard before every route, present and future: reads, and orders from our own page, from this machine or with the token. */
export function guardRequests(app: FastifyInstance, token: string | undefined): void {
	app.addHook('onRequest', async (request, reply) => {
		reply.headers(securityHeaders);
		const { host, origin } = request.headers;
		const fetchSite = request.headers['sec-fetch-site'];
		const verdict = judgeRequest(
			{
				method: request.method,
				host,
				origin,
				fetchSite: typeof fetchSite === 'string' ? fetchSite : undefined,
				takesOrders: !request.is404,
			},
			{ hasToken: token !== undefined },
		);
		if (!verdict.allowed) {
			if (verdict.status === 405) reply.header('allow', 'GET, HEAD');
			return reply.code(verdict.status).send({ error: { code: 'REFUSED', message: verdict.why } });
		}
		if (token === undefined || request.routeOptions.url === '/healthz') return;
		if (!carriesToken(request.headers.authorization, token)) {
			return reply
				.code(401)
				.header('www-authenticate', 'Basic realm="Aegis", charset="UTF-8"')
				.send({ error: { code: 'TOKEN_REQUIRED', message: 'Send the dashboard token as the password.' } });
		}
	});
}

/** Accepts `Bearer <token>` from programs and `Basic any:<token>` from the browser's own dialog. */
function carriesToken(header: string | undefined, token: string): boolean {
	const [scheme = '', value = ''] = (header ?? '').split(' ');
	if (scheme.toLowerCase() === 'bearer') return isEqual(value, token);
	if (scheme.toLowerCase() !== 'basic') return false;
	const decoded = Buffer.from(value, 'base64').toString('utf8');
	return isEqual(decoded.slice(decoded.indexOf(':') + 1), token);
}

function isEqual(given: string, wanted: string): boolean {
	const digest = (text: string): Buffer => createHash('sha256').update(text).digest();
	return timingSafeEqual(digest(given), digest(wanted));
}
