import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { judgeApproach, type Role, type Verdict } from './core/judge.ts';
import { Lock } from './lock.ts';
import { doorPage, doorPolicy } from './page.ts';
import { addDoorRoutes, isDoorRoute, refuseGuess } from './routes.ts';

export interface DoorOptions {
	/** `{home}/door`. */
	readonly folder: string;
	/** Which server this is, as `dashboard`; a session and a link are good for one. */
	readonly name: string;
	/** The address it listens on. */
	readonly boundTo: string;
	/** Further names that lead here, as a reverse proxy's. Lower case, without port. */
	readonly hosts?: readonly string[];
	/** A secret the operator chose, that opens everything as `operate`; at least 16 characters. */
	readonly password?: string | undefined;
	/** Whether a route, as registered, answers anybody: a sign of life, or what proves its caller by itself. */
	readonly isOpen?: (route: string) => boolean;
	/** Milliseconds since the epoch. */
	readonly now?: () => number;
}

/** What the door found out, for routes that show a viewer less or name who ordered. */
export interface Door {
	roleOf(request: FastifyRequest): Role | null;
}

/**
 * Puts the door before every route of the server, those added later and those that do not exist included, and adds
 * its own: `GET /door/:key` (a one-time link), `POST /door` (a pasted secret), `POST /door/leave`, `GET /door/me`.
 * Programs send `Authorization: Bearer <secret>`, browsers a session's cookie. Refusals are
 * `{error: {code, message}}` with 401, 403, 421 or 429, or a page where a browser wants one.
 */
export function guardDoor(app: FastifyInstance, options: DoorOptions): Door {
	const now = options.now ?? Date.now;
	const lock = new Lock(options, now);
	const roles = new WeakMap<FastifyRequest, Role>();
	const roleOf = (request: FastifyRequest): Role | null => roles.get(request) ?? null;
	const place = { boundTo: options.boundTo, hosts: options.hosts ?? [] };

	app.addHook('onRequest', async (request, reply) => {
		const route = request.routeOptions.url;
		const open = route !== undefined && (isDoorRoute(route) || options.isOpen?.(route) === true);
		const given = open ? null : secretIn(request.headers.authorization);
		const proof = given === null ? null : lock.prove(given, request.ip);
		if (proof !== null && 'waitSeconds' in proof) return refuseGuess(reply, proof.waitSeconds);
		const role = proof === null ? lock.sessions.roleOf(request.headers.cookie, now()) : proof.role;
		if (role !== null) roles.set(request, role);
		const verdict = judgeApproach(
			{
				method: request.method,
				host: request.headers.host,
				origin: request.headers.origin,
				fetchSite: headerOf(request, 'sec-fetch-site'),
				fetchMode: headerOf(request, 'sec-fetch-mode'),
				proof: role === null ? 'none' : proof === null ? 'cookie' : 'secret',
				role,
				open,
			},
			place,
		);
		return verdict.allowed ? undefined : refuse(request, reply, verdict, options.name);
	});
	addDoorRoutes(app, { folder: options.folder, name: options.name, lock, now, roleOf });
	return { roleOf };
}

function refuse(
	request: FastifyRequest,
	reply: FastifyReply,
	verdict: Extract<Verdict, { allowed: false }>,
	name: string,
): FastifyReply {
	void reply.code(verdict.status).header('cache-control', 'no-store');
	const wantsPage = request.method === 'GET' && (request.headers.accept ?? '').includes('text/html');
	if (verdict.status !== 401 || !wantsPage)
		return reply.send({ error: { code: verdict.code, message: verdict.why, fix: verdict.fix } });
	const site = headerOf(request, 'sec-fetch-site');
	const again = site === 'cross-site' || site === 'same-site';
	return reply
		.header('content-security-policy', doorPolicy)
		.type('text/html; charset=utf-8')
		.send(doorPage(name, { again }));
}

/** The secret of `Bearer <secret>`, or of `Basic anybody:<secret>` as curl and some proxies send it. */
function secretIn(header: string | undefined): string | null {
	const [scheme = '', value = ''] = (header ?? '').trim().split(/\s+/, 2);
	if (scheme.toLowerCase() === 'bearer') return value;
	if (scheme.toLowerCase() !== 'basic') return null;
	const decoded = Buffer.from(value, 'base64').toString('utf8');
	return decoded.slice(decoded.indexOf(':') + 1);
}

function headerOf(request: FastifyRequest, name: string): string | undefined {
	const value = request.headers[name];
	return typeof value === 'string' ? value : undefined;
}
