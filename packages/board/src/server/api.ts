import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { notAuthorized, paymentRequired } from '../core/errors.ts';
import type { Call, InnerRequest, Route } from '../routes/call.ts';
import { allRoutes } from '../routes/all.ts';
import type { EventLog } from '../store/data/events.ts';
import type { Store } from '../store/data/store.ts';
import type { TaskLists } from '../store/tasks/task-lists.ts';
import type { Courier } from '../webhooks/courier.ts';
import { renderAnswer } from './answer.ts';
import type { Faults } from './faults.ts';
import { sendReply } from './outcome.ts';
import { costOf, type RateLimit } from './rate-limit.ts';
import { readRequest } from './request.ts';

export const apiPath = '/api/1.0';

export interface ApiParts {
	readonly store: Store;
	readonly events: EventLog;
	readonly taskLists: TaskLists;
	readonly limit: RateLimit | undefined;
	readonly faults: Faults | undefined;
	readonly courier: Courier;
}

/** Serves every route of the API under its path. */
export function serveApi(app: FastifyInstance, parts: ApiParts): void {
	for (const route of allRoutes) {
		app.route({
			method: route.method,
			url: `${apiPath}${route.path}`,
			handler: (request, reply) => handle(app, parts, route, request, reply),
		});
	}
}

async function handle(
	app: FastifyInstance,
	parts: ApiParts,
	route: Route,
	request: FastifyRequest,
	reply: FastifyReply,
): Promise<FastifyReply> {
	const { store, events, taskLists } = parts;
	const user = authenticate(parts, request);
	const token = readToken(request);
	using _underWay = parts.limit?.enter(token, request.method);
	const fault = await parts.faults?.before(request.method, request.url);
	const { pretty, ...read } = await readRequest(request);
	if (store.free && route.paid !== undefined) throw paymentRequired(route.paid);
	const again = (inner: InnerRequest) => repeat(app, request, inner);
	const shakeHands: Call['shakeHands'] = (target, secret) => parts.courier.shakeHands(target, secret);
	const call: Call = { ...read, store, events, taskLists, user, again, shakeHands };
	const done = renderAnswer(call, await route.handle(call), placeOf(store, request));
	parts.limit?.charge(token, costOf(done.body, call.fields));
	if (fault === 'drop') {
		request.raw.socket.destroy();
		return reply.hijack();
	}
	return sendReply(reply, done, pretty);
}

/** The user whose token came with the request; 401 when there is none. */
export function authenticate(parts: ApiParts, request: FastifyRequest): string {
	const token = readToken(request);
	const user = parts.store.userOf(token);
	if (user === undefined) throw notAuthorized();
	parts.limit?.take(token);
	return user;
}

/** Empty, and then nobody's, when none came. */
function readToken(request: FastifyRequest): string {
	return /^Bearer (.+)$/i.exec(request.headers.authorization ?? '')?.[1]?.trim() ?? '';
}

function placeOf(store: Store, request: FastifyRequest): Parameters<typeof renderAnswer>[2] {
	const [path = '', search = ''] = request.url.split('?', 2);
	return {
		apiUrl: `${store.address}${apiPath}`,
		path: path.slice(apiPath.length),
		search: new URLSearchParams(search),
	};
}

async function repeat(
	app: FastifyInstance,
	outer: FastifyRequest,
	inner: InnerRequest,
): ReturnType<Call['again']> {
	const answer = await app.inject({
		method: inner.method as 'GET',
		url: `${apiPath}${inner.path}`,
		headers: { authorization: outer.headers.authorization ?? '', host: outer.headers.host ?? 'localhost' },
		...(inner.body ? { payload: inner.body } : {}),
	});
	return { status: answer.statusCode, headers: answer.headers, body: answer.json<unknown>() };
}
