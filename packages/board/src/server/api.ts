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
import { isFromOwnPage, type Sessions } from './session.ts';

export const apiPath = '/api/1.0';

export interface ApiParts {
	readonly store: Store;
	/** Who works with the page. */
	readonly person: string;
	readonly events: EventLog;
	readonly taskLists: TaskLists;
	readonly limit: RateLimit | undefined;
	readonly faults: Faults | undefined;
	readonly courier: Courier;
}

/** What the routes work with: the board's parts, and who comes without a token. */
interface Served extends ApiParts {
	readonly app: FastifyInstance;
	readonly sessions: Sessions;
}

/** Serves every route of the API under its path. */
export function serveApi(app: FastifyInstance, parts: ApiParts, sessions: Sessions): void {
	for (const route of allRoutes) {
		app.route({
			method: route.method,
			url: `${apiPath}${route.path}`,
			handler: (request, reply) => handle({ ...parts, app, sessions }, route, request, reply),
		});
	}
}

async function handle(
	parts: Served,
	route: Route,
	request: FastifyRequest,
	reply: FastifyReply,
): Promise<FastifyReply> {
	const { app, store, events, taskLists } = parts;
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

/** The user whose token came with the request, or the person whose session it is; 401 when there is neither. */
function authenticate(parts: Served, request: FastifyRequest): string {
	const token = readToken(request);
	const user = parts.store.userOf(token) ?? (token === '' ? personOf(parts, request) : undefined);
	if (user === undefined) throw notAuthorized();
	parts.limit?.take(token);
	return user;
}

function personOf({ sessions, person }: Served, request: FastifyRequest): string | undefined {
	const role = sessions.roleOf(request);
	if (role === null) return undefined;
	if (request.method === 'GET') return person;
	return role === 'operate' && isFromOwnPage(request.headers) ? person : undefined;
}

/** Empty, and then nobody's, when none came. */
function readToken(request: FastifyRequest): string {
	return /^Bearer (.+)$/i.exec(request.headers.authorization ?? '')?.[1]?.trim() ?? '';
}

function placeOf(store: Store, request: FastifyRequest): Parameters<typeof renderAnswer>[2] {
	const [path = '', search = ''] = request.url.split('?', 2);
	return {
		apiUrl: `${store.apiAddress}${apiPath}`,
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
		headers: pick(outer.headers, ['authorization', 'host', 'cookie', 'origin', 'sec-fetch-site']),
		...(inner.body ? { payload: inner.body } : {}),
	});
	return { status: answer.statusCode, headers: answer.headers, body: answer.json<unknown>() };
}

/** Who asks, and from where, as the outer request said. */
function pick(headers: FastifyRequest['headers'], names: readonly string[]): Record<string, string> {
	return Object.fromEntries(
		names.flatMap((name) => (typeof headers[name] === 'string' ? [[name, headers[name]]] : [])),
	);
}
