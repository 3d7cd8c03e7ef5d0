import type { FastifyInstance } from 'fastify';
import type { Faults } from './faults.ts';
import { sendReply } from './outcome.ts';

/** Serves the fault switch; only boards started for tests have it. */
export function serveFaults(app: FastifyInstance, faults: Faults): void {
	app.post('/_faults', (request, reply) => {
		faults.set(request.body);
		return sendReply(reply, { status: 200, body: { data: {} } });
	});
}
