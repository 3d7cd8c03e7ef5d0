import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Role } from './core/judge.ts';
import type { Lock } from './lock.ts';
import { doorPage, doorPolicy } from './page.ts';
import { redeemTicket } from './ticket.ts';

const link = '/door/:key';
const paste = '/door';
const leave = '/door/leave';

/** Routes by which somebody without a session gets one, or is rid of it. */
export function isDoorRoute(route: string): boolean {
	return route === link || route === paste || route === leave;
}

export interface DoorParts {
	readonly folder: string;
	readonly name: string;
	readonly lock: Lock;
	readonly now: () => number;
	readonly roleOf: (request: FastifyRequest) => Role | null;
}

/** The door's own routes. */
export function addDoorRoutes(app: FastifyInstance, parts: DoorParts): void {
	const { folder, name, lock, now } = parts;
	const enter = (request: FastifyRequest, reply: FastifyReply, role: Role, path: string): FastifyReply => {
		const https = request.headers['x-forwarded-proto'] === 'https';
		return reply
			.header('set-cookie', lock.sessions.begin(role, { now: now(), https }))
			.header('cache-control', 'no-store')
			.header('referrer-policy', 'no-referrer')
			.redirect(path, 303);
	};

	app.get('/door/me', (request, reply) =>
		reply.header('cache-control', 'no-store').send({ role: parts.roleOf(request) }),
	);

	app.get<{ Params: { key: string } }>(link, { exposeHeadRoute: false }, (request, reply) => {
		const waitSeconds = lock.wait(request.ip);
		if (waitSeconds > 0) return refuseGuess(reply, waitSeconds);
		// What a browser fetches before it is asked to would use the link up.
		const ahead = String(request.headers['sec-purpose']).includes('prefetch');
		const ticket = ahead ? null : redeemTicket(folder, name, request.params.key, now());
		if (ticket !== null) return enter(request, reply, ticket.role, ticket.path);
		// The same link, followed again by who used it.
		if (lock.sessions.roleOf(request.headers.cookie, now()) !== null) return reply.redirect('/', 303);
		if (!ahead) lock.wrong(request.ip);
		return showPage(reply, name, 'This link was used before, or is too old.');
	});

	void app.register(async (scope) => {
		scope.removeContentTypeParser(['application/x-www-form-urlencoded']);
		scope.addContentTypeParser(
			'application/x-www-form-urlencoded',
			{ parseAs: 'string', bodyLimit: 1_024 },
			(_request, body, done) => done(null, new URLSearchParams(String(body))),
		);
		scope.post(paste, (request, reply) => {
			const given = request.body instanceof URLSearchParams ? request.body.get('secret') : null;
			const proof = lock.prove(given?.trim() ?? '', request.ip);
			if ('waitSeconds' in proof) return refuseGuess(reply, proof.waitSeconds);
			return proof.role === null
				? showPage(reply, name, 'This is not the secret.')
				: enter(request, reply, proof.role, '/');
		});
		scope.post(leave, (_request, reply) =>
			reply.header('set-cookie', lock.sessions.end()).redirect('/', 303),
		);
	});
}

/** Says how long to wait until a secret is looked at again. */
export function refuseGuess(reply: FastifyReply, seconds: number): FastifyReply {
	return reply
		.code(429)
		.header('retry-after', String(seconds))
		.send({ error: { code: 'TOO_MANY_GUESSES', message: `Too many wrong secrets; wait ${seconds} s.` } });
}

function showPage(reply: FastifyReply, name: string, problem: string): FastifyReply {
	return reply
		.code(401)
		.headers({ 'content-security-policy': doorPolicy, 'cache-control': 'no-store' })
		.type('text/html; charset=utf-8')
		.send(doorPage(name, { problem }));
}
