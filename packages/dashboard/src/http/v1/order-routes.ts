import { setTimeout } from 'node:timers/promises';
import { z } from 'zod';
import { ReceiptView, tellMaster, type Order } from '@aegis/shared/api';
import { CardAct, PauseTarget } from '@aegis/shared/messages';
import { Id, Problem } from './answers.ts';
import { unknownCard } from './card-routes.ts';
import type { ApiContext, ApiScope } from './context.ts';

/** How long an answer waits for the master to carry an order out; later its receipt has to be asked for. */
const patienceMs = 3_000;
const lookMs = 40;

/** `receipt` is null while no master has got to the order: it lies in the mailbox, and is carried out later. */
const Told = z.object({ orderId: z.string(), receipt: ReceiptView.nullable() });
type Told = z.infer<typeof Told>;

/** What a person orders: each is a message in the master's mailbox, in the operator's name, with a receipt. */
export function addOrderRoutes(app: ApiScope, { master, redis, operator }: ApiContext): void {
	const give = async (order: Order): Promise<Told> => {
		const orderId = await tellMaster(redis, 'dashboard', order);
		const deadline = performance.now() + patienceMs;
		for (;;) {
			// The order is told in any case: a master that cannot be asked now carries it out later.
			const receipt = await master.receipt(orderId).catch(() => null);
			if (receipt !== null || performance.now() > deadline) return { orderId, receipt };
			await setTimeout(lookMs);
		}
	};

	app.post(
		'/cards/:gid/orders',
		{
			schema: {
				tags: ['orders'],
				summary: 'Orders something about a card: comment, approve, send back, set the budget, retry, stop',
				params: z.object({ gid: Id }),
				body: CardAct,
				response: { 200: Told, 404: Problem },
			},
		},
		async ({ params, body }, reply) => {
			if ((await master.card(params.gid)) === null) return reply.code(404).send(unknownCard());
			return give({ type: 'card.order', cardGid: params.gid, act: body, by: operator });
		},
	);
	for (const kind of ['pause', 'resume'] as const) {
		app.post(
			`/${kind}`,
			{
				schema: {
					tags: ['orders'],
					summary: kind === 'pause' ? 'Lets nothing of a target start' : 'Lifts the pause of a target',
					body: z.object({ target: PauseTarget }),
					response: { 200: Told },
				},
			},
			({ body }) => give({ type: `work.${kind}`, target: body.target, by: operator }),
		);
	}
	app.get(
		'/orders/:id',
		{
			schema: {
				tags: ['orders'],
				summary: 'What became of an order',
				params: z.object({ id: Id }),
				response: { 200: Told },
			},
		},
		async ({ params }) => ({ orderId: params.id, receipt: await master.receipt(params.id) }),
	);
}
