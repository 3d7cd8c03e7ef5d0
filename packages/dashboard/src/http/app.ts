import Fastify, { type FastifyInstance } from 'fastify';
import { hasZodFastifySchemaValidationErrors } from 'fastify-type-provider-zod';
import fastifyStatic from '@fastify/static';
import type { MasterClient } from '@aegis/shared/api';
import type { Home } from '@aegis/shared/config';
import { guardDoor, type DoorOptions } from '@aegis/shared/door';
import { AegisError } from '@aegis/shared/errors';
import type { Logger } from '@aegis/shared/log';
import type { LiveSource } from './v1/event-route.ts';
import { addSecurityHeaders } from './security.ts';
import { addRunLinks } from './run-links.ts';
import { mountApi } from './v1/mount.ts';
import { mountQueues } from '../queues/mount.ts';
import type { QueuesOptions } from '../queues/options.ts';

/** The addresses of the one page, which reads from them what to show. */
const pages = ['/', '/cards', '/cards/:gid', '/metrics', '/projects', '/doctor'];

export interface AppOptions {
	readonly master: MasterClient;
	readonly home: Home;
	readonly live: LiveSource;
	readonly queues: QueuesOptions;
	readonly door: Pick<DoorOptions, 'folder' | 'boundTo' | 'hosts' | 'password'>;
	/** In whose name orders are given. */
	readonly operator: string;
	/** Asks `aegis doctor`. */
	readonly examine?: () => Promise<unknown>;
	readonly log: Logger;
}

/** The dashboard's HTTP server, not yet listening. It reads, and hands a person's orders to the master's mailbox. */
export async function buildApp(options: AppOptions): Promise<FastifyInstance> {
	const app = Fastify({
		bodyLimit: 100_000,
		forceCloseConnections: true,
		requestTimeout: 30_000,
		// A machine that is busy with agents takes its time to read what is registered below.
		pluginTimeout: 60_000,
	});
	addSecurityHeaders(app);
	guardDoor(app, {
		name: 'dashboard',
		isOpen: (route) => route === '/healthz' || route === '/readyz',
		...options.door,
	});
	app.setNotFoundHandler((_request, reply) =>
		reply.code(404).send({ error: { code: 'NOT_FOUND', message: 'There is no such page.' } }),
	);
	app.setErrorHandler((error, request, reply) => {
		if (error instanceof AegisError) {
			return reply
				.code(error.exitCode === 5 ? 503 : 500)
				.send({ error: { code: error.code, message: error.message, fix: error.fix } });
		}
		if (hasZodFastifySchemaValidationErrors(error)) {
			const [first] = error.validation;
			const message = `${first?.instancePath.replaceAll('/', ' ').trim() || 'The request'}: ${first?.message ?? 'is not as described'}`;
			return reply.code(400).send({ error: { code: 'REQUEST_INVALID', message } });
		}
		const status = statusOf(error);
		if (status >= 500) options.log.error({ err: error, route: request.routeOptions.url }, 'request failed');
		return reply
			.code(status)
			.send({ error: { code: 'REQUEST_FAILED', message: 'The request could not be answered.' } });
	});

	await app.register(fastifyStatic, {
		root: new URL('../../page/built/', import.meta.url),
		// One route per file: what is not there is answered below.
		wildcard: false,
		index: false,
		cacheControl: false,
		setHeaders: (reply) => void reply.header('cache-control', 'no-cache'),
	});
	for (const path of pages) app.get(path, (_request, reply) => reply.sendFile('index.html'));
	addRunLinks(app, options.master);
	app.get('/healthz', () => ({ ok: true }));
	app.get('/readyz', async (_request, reply) => {
		const ready = await options.master.status().then(
			() => true,
			() => false,
		);
		return reply.code(ready ? 200 : 503).send({ ready });
	});
	await mountApi(
		app,
		{
			master: options.master,
			home: options.home,
			redis: options.queues,
			operator: options.operator,
			examine: options.examine ?? null,
		},
		options.live,
	);
	mountQueues(app, options.queues);
	return app;
}

function statusOf(error: unknown): number {
	const status = (error as { statusCode?: unknown }).statusCode;
	return typeof status === 'number' && status >= 400 ? status : 500;
}
