import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { queuesPolicy, securityHeaders } from '../http/security.ts';
import type { QueuesOptions } from './options.ts';

/**
 * Mounts Bull Board at /queues. It is loaded with the first visit, since it and BullMQ weigh more than everything else
 * here; so it lives in a server of its own that is handed the raw request, after the guard has seen it.
 */
export function mountQueues(app: FastifyInstance, options: QueuesOptions): void {
	let loading: ReturnType<typeof load> | undefined;
	const load = async () => (await import('./bull-board.ts')).openBullBoard(options);

	const serve = async (request: FastifyRequest, reply: FastifyReply): Promise<void> => {
		loading ??= load().catch((error: unknown) => {
			loading = undefined;
			throw error;
		});
		const board = await loading;
		reply.hijack();
		for (const [name, value] of Object.entries(securityHeaders)) reply.raw.setHeader(name, value);
		reply.raw.setHeader('content-security-policy', queuesPolicy);
		board.app.routing(request.raw, reply.raw);
	};
	app.get('/queues', serve);
	app.get('/queues/*', serve);
	app.addHook('onClose', async () => {
		const board = await loading?.catch(() => undefined);
		await board?.[Symbol.asyncDispose]();
	});
}
