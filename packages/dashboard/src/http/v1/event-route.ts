import { randomBytes } from 'node:crypto';
import { fastifySSE } from '@fastify/sse';
import type { FastifyInstance, FastifyReply } from 'fastify';
import { EventLog, type LoggedEvent } from '../../live/event-log.ts';

/** Calls back with every live event, already JSON-serialisable, until disposed. */
export type LiveSource = (listen: (event: object) => void) => AsyncDisposable;

const maxWatchers = 100;
/** How long the channel is listened to after the last page has gone: one that only reloads misses nothing. */
const lingerMs = 60_000;
/** Events a slow page may be behind; beyond that it reads everything anew. */
const maxBehind = 500;

/**
 * Relays the live channel as server-sent events: `live`, numbered, and `reset` where a page must read everything anew.
 * One subscription serves every page. Events are hints; what they tell of is read with the API.
 */
export async function addEventRoute(app: FastifyInstance, live: LiveSource): Promise<void> {
	await app.register(fastifySSE, { heartbeatInterval: 15_000 });
	const log = new EventLog(randomBytes(6).toString('hex'));
	const watchers = new Set<(event: LoggedEvent) => void>();
	let subscription: AsyncDisposable | undefined;
	let lingering: NodeJS.Timeout | undefined;

	const rest = (): void => {
		void subscription?.[Symbol.asyncDispose]();
		subscription = undefined;
		// What happens now is not heard: whoever comes back later cannot be told.
		log.add({ type: 'gap' });
	};

	const watch = (reply: FastifyReply): ((event: LoggedEvent) => void) => {
		const queue: LoggedEvent[] = [];
		let sending = false;
		const drain = async (): Promise<void> => {
			if (sending) return;
			sending = true;
			try {
				for (let next = queue.shift(); next !== undefined; next = queue.shift())
					await reply.sse.send({ id: next.id, event: 'live', data: next.event });
			} catch {
				leave();
			} finally {
				sending = false;
			}
		};
		const tell = (event: LoggedEvent): void => {
			if (queue.length > maxBehind) {
				queue.length = 0;
				queue.push({ id: event.id, event: { type: 'reset' } });
			} else queue.push(event);
			void drain();
		};
		const leave = (): void => {
			if (!watchers.delete(tell) || watchers.size > 0) return;
			lingering = setTimeout(rest, lingerMs);
			lingering.unref();
		};
		reply.sse.onClose(leave);
		return tell;
	};

	app.get('/events', { sse: 'only', schema: { hide: true } }, async (request, reply) => {
		if (watchers.size >= maxWatchers) {
			return reply
				.code(503)
				.send({ error: { code: 'TOO_MANY_WATCHERS', message: `More than ${maxWatchers} pages are open.` } });
		}
		clearTimeout(lingering);
		const listening = subscription !== undefined;
		subscription ??= live((event) => {
			const logged = log.add(event);
			for (const tell of watchers) tell(logged);
		});
		reply.sse.keepAlive();
		const last = request.headers['last-event-id'];
		const missed = typeof last === 'string' ? (listening ? log.since(last) : null) : [];
		const tell = watch(reply);
		await reply.sse.send({ id: log.latest, event: 'hello', data: {}, retry: 1_000 });
		if (missed === null) tell({ id: log.latest, event: { type: 'reset' } });
		else for (const event of missed) tell(event);
		watchers.add(tell);
	});
	app.addHook('onClose', async () => {
		clearTimeout(lingering);
		await subscription?.[Symbol.asyncDispose]();
		subscription = undefined;
	});
}
