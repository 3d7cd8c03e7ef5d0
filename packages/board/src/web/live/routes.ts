import { fastifySSE } from '@fastify/sse';
import type { FastifyInstance } from 'fastify';
import { noRoute } from '../../core/errors.ts';
import { sendReply } from '../../server/outcome.ts';
import type { Store } from '../../store/data/store.ts';
import { readBoard, readProjects } from '../../store/live/board-view.ts';
import { ProjectFeed, type BoardChange } from './project-feed.ts';

/** How often an idle stream says that it is alive, and how soon a page that lost it asks again; milliseconds. */
const heartbeatMs = 15_000;
const retryMs = 500;
/** Changes a page may have waiting for its connection; beyond, it is sent away and reads the board again. */
const maxBehind = 1_000;

export interface LiveParts {
	readonly store: Store;
	/** Who the page acts as. */
	readonly person: string;
	readonly bot: string;
	readonly dashboard: () => string | null;
}

/**
 * Serves what the page shows. `GET /live/events?project=G` is a stream of server-sent events: `board` holds everything,
 * `change` one commit, `id` is the version. A page that comes back within the remembered changes is sent those alone.
 */
export async function serveLive(app: FastifyInstance, options: LiveParts): Promise<void> {
	const { store, person, bot } = options;
	const feed = new ProjectFeed(store);
	await app.register(fastifySSE, { heartbeatInterval: heartbeatMs });

	app.get('/live/projects', (_request, reply) =>
		sendReply(reply, {
			status: 200,
			body: { projects: readProjects(store.rows), me: person, bot, dashboard: options.dashboard() },
		}),
	);

	app.get<{ Querystring: { project?: string } }>('/live/events', { sse: 'only' }, async (request, reply) => {
		const { project = '' } = request.query;
		const before = Number(reply.sse.lastEventId ?? Number.NaN);
		const missed = feed.since(project, before);
		// Read in one turn with the watching below: no commit comes between.
		const board = missed === undefined ? readBoard(store.rows, project) : undefined;
		if (missed === undefined && board === undefined) throw noRoute();
		let behind = 0;
		const send = (event: string, id: number, data: object): void => {
			behind += 1;
			if (behind > maxBehind) return reply.sse.close();
			reply.sse
				.send({ event, id: String(id), data, retry: retryMs })
				.catch(() => reply.sse.close())
				.finally(() => (behind -= 1));
		};
		const tell = (change: BoardChange): void => send('change', change.version, change);
		const watching = feed.watch(project, tell);
		reply.sse.onClose(() => watching[Symbol.dispose]());
		reply.sse.keepAlive();
		if (board) send('board', feed.versionOf(project), { version: feed.versionOf(project), ...board });
		else for (const change of missed ?? []) tell(change);
	});
}
