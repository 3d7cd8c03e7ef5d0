import multipart from '@fastify/multipart';
import Fastify from 'fastify';
import type { FastifyInstance } from 'fastify';
import { forbidden, noRoute } from '../core/errors.ts';
import { apiPath, serveApi } from './api.ts';
import type { ApiParts } from './api.ts';
import { isAllowedHost } from './hosts.ts';
import { sendError } from './outcome.ts';
import { maxUpload, parseForm, parseJson } from './request.ts';
import { openSessions, type Sessions } from './session.ts';

/** Builds the HTTP server: the API, and what `serveMore` adds beside it. */
export async function createApp(
	parts: ApiParts,
	options: { readonly host: string; readonly door: string | undefined },
	serveMore: (app: FastifyInstance, sessions: Sessions) => Promise<void>,
): Promise<FastifyInstance> {
	const { host, door } = options;
	const app = Fastify({
		logger: false,
		bodyLimit: maxUpload + 1024 * 1024,
		forceCloseConnections: true,
		exposeHeadRoutes: false,
		frameworkErrors: (error, _, reply) => sendError(reply, error),
		routerOptions: { maxParamLength: 500, ignoreTrailingSlash: true },
	});
	await app.register(multipart);
	app.removeContentTypeParser('application/json');
	app.addContentTypeParser(
		'application/json',
		{ parseAs: 'string', bodyLimit: 8 * 1024 * 1024 },
		(_, body, next) => {
			try {
				next(null, parseJson(String(body)));
			} catch (error) {
				next(error as Error);
			}
		},
	);
	app.addContentTypeParser('application/x-www-form-urlencoded', { parseAs: 'string' }, (_, body, next) => {
		next(null, parseForm(String(body)));
	});
	app.addHook('onRequest', async (request) => {
		if (!isAllowedHost(request.headers.host, host)) throw forbidden('This host name is not served here');
	});
	app.setNotFoundHandler((_, reply) => sendError(reply, noRoute()));
	app.setErrorHandler((error, _, reply) => sendError(reply, error));
	const sessions = openSessions(app, { host, door, apiPath });
	serveApi(app, parts, sessions);
	await serveMore(app, sessions);
	return app;
}
