import type { FastifyInstance, FastifyReply } from 'fastify';
import type { MasterClient } from '@aegis/shared/api';

/** Runs that are looked through for the card of one. */
const newest = 1_000;

/** Where comments on the board link to: a run's transcript on its card's page. The second address is an earlier version's. */
export function addRunLinks(app: FastifyInstance, master: MasterClient): void {
	const lead = async (runId: string, reply: FastifyReply): Promise<FastifyReply> => {
		const run = (await master.runs(newest)).find((one) => one.runId === runId);
		return reply.redirect(
			run === undefined
				? '/'
				: `/cards/${encodeURIComponent(run.cardGid)}?tab=transcript&run=${encodeURIComponent(runId)}`,
		);
	};
	for (const path of ['/runs/:runId', '/api/runs/:runId/transcript'])
		app.get<{ Params: { runId: string } }>(path, (request, reply) => lead(request.params.runId, reply));
}
