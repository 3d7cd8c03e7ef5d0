import { fastifySwagger } from '@fastify/swagger';
import type { FastifyInstance } from 'fastify';
import {
	jsonSchemaTransform,
	serializerCompiler,
	validatorCompiler,
	type ZodTypeProvider,
} from 'fastify-type-provider-zod';
import { addCardRoutes } from './card-routes.ts';
import type { ApiContext } from './context.ts';
import { addEventRoute, type LiveSource } from './event-route.ts';
import { addOrderRoutes } from './order-routes.ts';
import { addOverviewRoutes } from './overview-routes.ts';
import { addRunRoutes } from './run-routes.ts';

/** Version 1 of the API, under `/api/v1`. Its OpenAPI description is made of the schemas that check it. */
export async function mountApi(app: FastifyInstance, context: ApiContext, live: LiveSource): Promise<void> {
	await app.register(
		async (scope) => {
			const api = scope
				.setValidatorCompiler(validatorCompiler)
				.setSerializerCompiler(serializerCompiler)
				.withTypeProvider<ZodTypeProvider>();
			await api.register(fastifySwagger, {
				openapi: {
					openapi: '3.1.0',
					info: {
						title: 'Aegis',
						version: '1.0.0',
						description:
							'What the dashboard shows and orders. Times are milliseconds since the epoch, money is US dollars. ' +
							'`GET /api/v1/events` is a stream of server-sent events: `live` says that something has changed, `reset` that everything may have.',
					},
					servers: [{ url: '/' }],
				},
				transform: jsonSchemaTransform,
			});
			api.addHook('onSend', async (_request, reply) => void reply.header('cache-control', 'no-store'));
			addCardRoutes(api, context);
			addRunRoutes(api, context);
			addOrderRoutes(api, context);
			addOverviewRoutes(api, context);
			await addEventRoute(scope, live);
			api.get('/openapi.json', { schema: { hide: true } }, () => api.swagger());
		},
		{ prefix: '/api/v1' },
	);
}
