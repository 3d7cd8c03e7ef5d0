import { createBullBoard } from '@bull-board/api';
import { BullMQAdapter } from '@bull-board/api/bullMQAdapter';
import { FastifyAdapter } from '@bull-board/fastify';
import Fastify, { type FastifyInstance } from 'fastify';
import { openWorkQueueView } from '@aegis/shared/queue';
import type { QueuesOptions } from './options.ts';

/** Bull Board over the work queue, read-only: its own check stands behind the guard's refusal of all but reads. */
export async function openBullBoard(
	options: QueuesOptions,
): Promise<{ app: FastifyInstance } & AsyncDisposable> {
	const view = openWorkQueueView(options.redisUrl, options.keys);
	const serverAdapter = new FastifyAdapter().setBasePath('/queues');
	createBullBoard({
		queues: [new BullMQAdapter(view.queue, { readOnlyMode: true, allowRetries: false })],
		serverAdapter,
		options: { uiConfig: { boardTitle: 'Aegis queues', hideRedisDetails: true } },
	});
	const app = Fastify({ bodyLimit: 1_024 });
	await app.register(serverAdapter.registerPlugin(), { prefix: '/queues' });
	await app.ready();
	return {
		app,
		async [Symbol.asyncDispose]() {
			await app.close();
			await view[Symbol.asyncDispose]();
		},
	};
}
