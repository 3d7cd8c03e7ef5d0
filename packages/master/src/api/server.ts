import { timingSafeEqual } from 'node:crypto';
import { mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Fastify from 'fastify';
import { nanoid } from 'nanoid';
import { z } from 'zod';
import type { MasterAddress } from '@aegis/shared/api';
import { AegisError } from '@aegis/shared/errors';
import type { Home } from '@aegis/shared/config';
import { listEffects } from '../store/effects.ts';
import { findReceipt } from '../store/receipts.ts';
import { readCard, readRuns, readStatus, type Sources } from './status.ts';

const RunsQuery = z.object({ limit: z.coerce.number().int().min(1).max(1_000).default(50) });

/**
 * Serves the status API and writes its address and a fresh token to `run/master.json` (mode 0600). Throws PORT_IN_USE
 * (exit 4).
 */
export async function serveApi(
	home: Home,
	listen: { host: string; port: number },
	sources: Sources,
): Promise<AsyncDisposable> {
	const token = nanoid(32);
	const server = Fastify({ logger: false });
	server.addHook('onRequest', async (request, reply) => {
		if (request.url === '/healthz' || isToken(request.headers.authorization, token)) return undefined;
		return reply.code(401).send({ error: 'a token is needed: it is in run/master.json of the home' });
	});
	server.get('/healthz', async () => ({ ok: true }));
	server.get('/api/status', () => readStatus(sources));
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
			: reply.code(400).send({ error: 'limit is a number from 1 to 1000' });
	});
	const url = await server.listen(listen).catch((error: unknown) => {
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
	writeAddress(home, { url, token, pid: process.pid });
	return { [Symbol.asyncDispose]: () => server.close().then(() => undefined) };
}

function isToken(header: string | undefined, token: string): boolean {
	const given = Buffer.from(header ?? '');
	const wanted = Buffer.from(`Bearer ${token}`);
	return given.length === wanted.length && timingSafeEqual(given, wanted);
}

function writeAddress(home: Home, address: MasterAddress): void {
	mkdirSync(home.run, { recursive: true, mode: 0o700 });
	const file = join(home.run, 'master.json');
	writeFileSync(`${file}.tmp`, JSON.stringify(address), { mode: 0o600 });
	renameSync(`${file}.tmp`, file);
}
