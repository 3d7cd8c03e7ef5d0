import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import type { MasterClient } from '@aegis/shared/api';
import { isId } from '../core/ids.ts';

const RunsQuery = z.object({ limit: z.coerce.number().int().min(1).max(500).default(50) });

/** The JSON API: the master's own views, handed through. */
export function addApiRoutes(app: FastifyInstance, master: MasterClient): void {
	app.get('/api/status', () => master.status());

	app.get<{ Params: { gid: string } }>('/api/cards/:gid', async (request, reply) => {
		const { gid } = request.params;
		const card = isId(gid) ? await master.card(gid) : null;
		if (card !== null) return card;
		return reply
			.code(404)
			.send({ error: { code: 'CARD_UNKNOWN', message: 'The master knows no such card.' } });
	});

	app.get('/api/runs', async (request, reply) => {
		const query = RunsQuery.safeParse(request.query);
		if (query.success) return master.runs(query.data.limit);
		return reply
			.code(400)
			.send({ error: { code: 'LIMIT_INVALID', message: 'limit must be a number from 1 to 500.' } });
	});
}
