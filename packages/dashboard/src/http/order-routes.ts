import type { FastifyInstance, FastifyReply } from 'fastify';
import { z } from 'zod';
import { tellMaster, type MasterClient, type Order } from '@aegis/shared/api';
import { PauseTarget } from '@aegis/shared/messages';
import type { Keys } from '@aegis/shared/redis';
import { isId } from '../core/ids.ts';

const by = 'the dashboard';
const Body = z.object({ target: PauseTarget });

/** What a person may order here: pause, resume, stop. Each is a message in the master's mailbox; the answer is 202. */
export function addOrderRoutes(
	app: FastifyInstance,
	redis: { readonly redisUrl: string; readonly keys: Keys },
	master: MasterClient,
): void {
	const send = async (reply: FastifyReply, order: Order): Promise<FastifyReply> => {
		await tellMaster(redis, 'dashboard', order);
		return reply.code(202).send({ told: true });
	};
	for (const type of ['work.pause', 'work.resume'] as const) {
		app.post(`/api/${type === 'work.pause' ? 'pause' : 'resume'}`, async (request, reply) => {
			const body = Body.safeParse(request.body);
			if (!body.success)
				return refuse(reply, 400, 'ORDER_INVALID', 'Name what is meant: all, project or card.');
			const { target } = body.data;
			if (!(await isKnown(target)))
				return refuse(reply, 404, 'TARGET_UNKNOWN', 'There is no such project or card.');
			return send(reply, { type, target, by });
		});
	}
	app.post<{ Params: { gid: string } }>('/api/cards/:gid/stop', async (request, reply) => {
		const { gid: cardGid } = request.params;
		if (!(await isKnown({ scope: 'card', gid: cardGid })))
			return refuse(reply, 404, 'CARD_UNKNOWN', 'The master knows no such card.');
		return send(reply, { type: 'card.stop', cardGid, by });
	});

	async function isKnown(target: PauseTarget): Promise<boolean> {
		if (target.scope === 'all') return true;
		if (target.scope === 'card') return isId(target.gid) && (await master.card(target.gid)) !== null;
		return (await master.status()).projects.some(({ gid }) => gid === target.gid);
	}
}

function refuse(reply: FastifyReply, status: number, code: string, message: string): FastifyReply {
	return reply.code(status).send({ error: { code, message } });
}
