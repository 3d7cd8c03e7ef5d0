import { fastifySSE } from '@fastify/sse';
import type { FastifyInstance, FastifyReply } from 'fastify';

/** Calls back with every live event, already JSON-serialisable, until disposed. */
export type LiveSource = (listen: (event: object) => void) => AsyncDisposable;

const maxWatchers = 100;

/**
 * Relays the live channel as server-sent events. One subscription serves every watcher and exists only while somebody
 * watches. A watcher too slow to take an event misses it: live events are hints, the status is the truth.
 */
export async function addEventRoute(app: FastifyInstance, live: LiveSource): Promise<void> {
	await app.register(fastifySSE, { heartbeatInterval: 15_000 });
	const watchers = new Set<(event: object) => void>();
	let subscription: AsyncDisposable | undefined;

	const watch = (reply: FastifyReply): void => {
		let busy = false;
		const tell = (event: object): void => {
			if (busy) return;
			busy = true;
			reply.sse
				.send({ event: 'live', data: event })
				.catch(() => leave())
				.finally(() => (busy = false));
		};
		const leave = (): void => {
			if (!watchers.delete(tell) || watchers.size > 0) return;
			void subscription?.[Symbol.asyncDispose]();
			subscription = undefined;
		};
		reply.sse.onClose(leave);
		watchers.add(tell);
		subscription ??= live((event) => watchers.forEach((watcher) => watcher(event)));
	};

	app.get('/api/events', { sse: 'only' }, async (_request, reply) => {
		if (watchers.size >= maxWatchers) {
			return reply
				.code(503)
				.send({ error: { code: 'TOO_MANY_WATCHERS', message: `More than ${maxWatchers} pages are open.` } });
		}
		reply.sse.keepAlive();
		watch(reply);
		await reply.sse.send({ event: 'hello', data: {}, retry: 2_000 });
	});
	app.addHook('onClose', async () => {
		await subscription?.[Symbol.asyncDispose]();
		subscription = undefined;
	});
}
