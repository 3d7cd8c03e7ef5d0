import type { FastifyInstance, FastifyRequest } from 'fastify';
import { guardDoor, type Door } from '@aegis/shared/door';
import { isLoopback } from './hosts.ts';

/** What a browser without a token of its own may do here, as the person: look, work, or nothing. */
export type Sessions = Pick<Door, 'roleOf'>;

/**
 * Without a door the page is served to this machine alone, and works for whoever can open it there. With one, every
 * request needs its session or its secret, but for the API and the signed downloads, which prove their caller themselves.
 */
export function openSessions(
	app: FastifyInstance,
	options: { readonly host: string; readonly door: string | undefined; readonly apiPath: string },
): Sessions {
	const { host, door, apiPath } = options;
	if (door === undefined) {
		// A program that calls the API without a token is refused, as at Asana: only a browser says that a page of ours asks.
		const isPage = (request: FastifyRequest): boolean =>
			!request.url.startsWith(`${apiPath}/`) || request.headers['sec-fetch-site'] === 'same-origin';
		return {
			roleOf: (request) => (isLoopback(host) && isOwn(request) && isPage(request) ? 'operate' : null),
		};
	}
	return guardDoor(app, {
		folder: door,
		name: 'board',
		boundTo: host,
		isOpen: (route) => route.startsWith(`${apiPath}/`) || route === '/download/:gid' || route === '/healthz',
	});
}

/** Whether a request is this page's own, and not one that a page from elsewhere makes a browser send. */
function isOwn({ method, headers }: FastifyRequest): boolean {
	const site = headers['sec-fetch-site'];
	if (site !== undefined && site !== 'same-origin' && site !== 'none') return false;
	return method === 'GET' || method === 'HEAD' || isFromOwnPage(headers);
}

/** Browsers name the page with every order: one that comes with nothing but a cookie, or nothing at all, is not the page's. */
export function isFromOwnPage(headers: FastifyRequest['headers']): boolean {
	return headers.origin === `http://${headers.host}` || headers.origin === `https://${headers.host}`;
}
