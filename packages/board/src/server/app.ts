import multipart from '@fastify/multipart';
import Fastify from 'fastify';
import type { FastifyInstance } from 'fastify';
import { forbidden, noRoute } from '../core/errors.ts';
import { serveApi } from './api.ts';
import type { ApiParts } from './api.ts';
import { isAllowedHost } from './hosts.ts';
import { sendError } from './outcome.ts';
import { maxUpload, parseForm, parseJson } from './request.ts';

/** Builds the HTTP server: the API, and what `serveMore` adds beside it. */
export async function createApp(
	parts: ApiParts,
	host: string,
	serveMore: (app: FastifyInstance) => void,
): Promise<FastifyInstance> {
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
	serveApi(app, parts);
	serveMore(app);
	return app;
}
