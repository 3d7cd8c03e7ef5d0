import { mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Fastify, { type FastifyInstance } from 'fastify';
import { z } from 'zod';
import type { MasterAddress } from '@aegis/shared/api';
import { guardDoor, openSecrets } from '@aegis/shared/door';
import { AegisError } from '@aegis/shared/errors';
import type { Home } from '@aegis/shared/config';
import { listEffects } from '../store/effects.ts';
import { findReceipt } from '../store/receipts.ts';
import { findCards } from './find-cards.ts';
import { readCard, readRuns, readStatus, type Sources } from './status.ts';

const CardsQuery = z.object({
	q: z.string().default(''),
	project: z.string().optional(),
	limit: z.coerce.number().int().min(1).max(2_000).default(100),
});
const RunsQuery = z.object({ limit: z.coerce.number().int().min(1).max(10_000).default(50) });

/**
 * Serves the status API behind the home's door and writes its address, with the secret that reads it, to
 * `run/master.json` (mode 0600). Throws PORT_IN_USE (exit 4).
 */
export async function serveApi(
	home: Home,
	listen: { host: string; port: number; url?: string | undefined },
	sources: Sources,
): Promise<AsyncDisposable> {
	const server = buildApi(home, listen.host, sources);
	const { host, port } = listen;
	const own = await server.listen({ host, port }).catch((error: unknown) => {
		throw new AegisError(
			'PORT_IN_USE',
			`The master's API cannot listen on ${listen.host}:${listen.port}: ${(error as Error).message}.`,
			{
				fix: 'Set AEGIS_MASTER_PORT to a free port, or to 0 for any.',
				exitCode: 4,
				cause: error,
			},
		);
	});
	// Its own where none is given: others see it at an address this process cannot know.
	const url = listen.url?.replace(/\/+$/, '') ?? own;
	writeAddress(home, { url, token: openSecrets(home.door).view, pid: process.pid });
	return { [Symbol.asyncDispose]: () => server.close().then(() => undefined) };
}

/** The API, not yet listening. It only reads: orders come by the mailbox. `onRoute` is told of every route. */
export function buildApi(
	home: Home,
	boundTo: string,
	sources: Sources,
	onRoute?: (route: { method: string; url: string }) => void,
): FastifyInstance {
	const server = Fastify({ logger: false, requestTimeout: 30_000, bodyLimit: 1_024 });
	server.addHook('onRoute', ({ method, url }) =>
		[method].flat().forEach((one) => onRoute?.({ method: one, url })),
	);
	guardDoor(server, {
		folder: home.door,
		name: 'master',
		boundTo,
		isOpen: (route) => route === '/healthz',
	});
	server.get('/healthz', async () => ({ ok: true }));
	server.get('/api/status', () => readStatus(sources));
	server.get('/api/cards', async (request, reply) => {
		const query = CardsQuery.safeParse(request.query);
		return query.success
			? findCards(sources, query.data)
			: reply.code(400).send({ error: 'limit is a number from 1 to 2000' });
	});
	server.get<{ Params: { gid: string } }>('/api/cards/:gid', async (request, reply) => {
		const card = await readCard(sources, request.params.gid);
		return card ?? reply.code(404).send({ error: 'no such card' });
	});
	server.get<{ Params: { gid: string } }>('/api/cards/:gid/effects', (request) =>
		listEffects(sources.db, request.params.gid),
	);
	server.get<{ Params: { id: string } }>('/api/orders/:id', async (request, reply) => {
		const receipt = await findReceipt(sources.db, request.params.id);
		return receipt ?? reply.code(404).send({ error: 'no such order, or not carried out yet' });
	});
	server.get('/api/runs', async (request, reply) => {
		const query = RunsQuery.safeParse(request.query);
		return query.success
			? readRuns(sources.db, query.data.limit)
			: reply.code(400).send({ error: 'limit is a number from 1 to 10000' });
	});
	return server;
}

function writeAddress(home: Home, address: MasterAddress): void {
	mkdirSync(home.run, { recursive: true, mode: 0o700 });
	const file = join(home.run, 'master.json');
	writeFileSync(`${file}.tmp`, JSON.stringify(address), { mode: 0o600 });
	renameSync(`${file}.tmp`, file);
}
