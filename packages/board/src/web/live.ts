import { EventEmitter, once } from 'node:events';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { forbidden, noRoute } from '../core/errors.ts';
import { authenticate } from '../server/api.ts';
import type { ApiParts } from '../server/api.ts';
import { isLoopback } from '../server/hosts.ts';
import { sendReply } from '../server/outcome.ts';
import { readLiveBoard, readLiveCard } from '../store/live/live-board.ts';

/** How long a reader waits for a change before it asks again, in milliseconds. */
const patience = 20_000;

export interface LiveParts {
	readonly parts: ApiParts;
	readonly host: string;
	readonly stopping: AbortSignal;
}

/** Serves what the web page shows: read-only, to this origin, without a token only on this machine. */
export function serveLive(app: FastifyInstance, { parts, host, stopping }: LiveParts): void {
	const { store } = parts;
	const versions = countVersions(parts);
	const guard = (request: FastifyRequest): void => {
		const site = request.headers['sec-fetch-site'];
		if (site !== undefined && site !== 'same-origin' && site !== 'none')
			throw forbidden('Only the page of this board may read this');
		if (!isLoopback(host)) authenticate(parts, request);
	};

	app.get('/live/projects', (request, reply) => {
		guard(request);
		const projects = store.rows.all(
			`SELECT gid, name, (SELECT count(*) FROM task_projects t WHERE t.project = p.gid) AS cards
			FROM projects p WHERE archived = 0 ORDER BY gid`,
		);
		return sendReply(reply, { status: 200, body: { projects } });
	});

	app.get<{ Querystring: { project?: string; since?: string } }>(
		'/live/board',
		async (request, reply): Promise<FastifyReply> => {
			guard(request);
			const { project = '', since } = request.query;
			if (since === String(versions.of(project))) await versions.next(project, stopping);
			const version = versions.of(project);
			const board = readLiveBoard(store.rows, project);
			if (!board) throw noRoute();
			return sendReply(reply, { status: 200, body: { version, ...board } });
		},
	);

	app.get<{ Querystring: { gid?: string } }>('/live/card', (request, reply) => {
		guard(request);
		const card = readLiveCard(store.rows, request.query.gid ?? '');
		if (!card) throw noRoute();
		return sendReply(reply, { status: 200, body: card });
	});
}

interface Versions {
	readonly of: (project: string) => number;
	readonly next: (project: string, stopping: AbortSignal) => Promise<void>;
}

/** Counts the changes of each project since the start, so that a reader can wait for the next. */
function countVersions({ store }: ApiParts): Versions {
	const start = Date.now();
	const counts = new Map<string, number>();
	const changes = new EventEmitter();
	changes.setMaxListeners(0);
	store.changes.on('committed', (projects) => {
		for (const project of projects) {
			counts.set(project, (counts.get(project) ?? 0) + 1);
			changes.emit(project);
		}
	});
	return {
		of: (project) => start + (counts.get(project) ?? 0),
		next: async (project, stopping) => {
			const signal = AbortSignal.any([stopping, AbortSignal.timeout(patience)]);
			// Rejected by the signal alone: no change came in time.
			await once(changes, project, { signal }).catch(() => undefined);
		},
	};
}
