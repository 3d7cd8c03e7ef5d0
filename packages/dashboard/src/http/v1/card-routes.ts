import { z } from 'zod';
import { CardDetailView, CardView, EffectView, StatusView } from '@aegis/shared/api';
import { findBase } from '../../read/base-branch.ts';
import { readCardChanges } from '../../read/card-changes.ts';
import { Changes, Id, Problem, problem } from './answers.ts';
import type { ApiContext, ApiScope } from './context.ts';

const CardParams = z.object({ gid: Id });

/** What is so: everything at a glance, and one card. */
export function addCardRoutes(app: ApiScope, { master, home }: ApiContext): void {
	app.get(
		'/status',
		{ schema: { tags: ['status'], summary: 'Everything at a glance', response: { 200: StatusView } } },
		() => master.status(),
	);
	app.get(
		'/cards',
		{
			schema: {
				tags: ['cards'],
				summary: 'Cards by their names, newest change first',
				querystring: z.object({
					q: z.string().max(200).default(''),
					project: Id.optional(),
					limit: z.coerce.number().int().min(1).max(2_000).default(100),
				}),
				response: { 200: z.array(CardView) },
			},
		},
		({ query }) => master.cards(query),
	);
	app.get(
		'/cards/:gid',
		{
			schema: {
				tags: ['cards'],
				summary: 'One card: its runs, comments and orders',
				params: CardParams,
				response: { 200: CardDetailView, 404: Problem },
			},
		},
		async ({ params }, reply) => (await master.card(params.gid)) ?? reply.code(404).send(unknownCard()),
	);
	app.get(
		'/cards/:gid/effects',
		{
			schema: {
				tags: ['cards'],
				summary: 'What the services did about a card, oldest first',
				params: CardParams,
				response: { 200: z.array(EffectView) },
			},
		},
		({ params }) => master.effects(params.gid),
	);
	app.get(
		'/cards/:gid/changes',
		{
			schema: {
				tags: ['cards'],
				summary: 'The commits and the diff of a card, of all or of one commit',
				params: CardParams,
				querystring: z.object({
					commit: z
						.string()
						.regex(/^[0-9a-f]{7,64}$/)
						.optional(),
				}),
				response: { 200: Changes, 404: Problem },
			},
		},
		async ({ params, query }, reply) => {
			const card = await master.card(params.gid);
			const project = (await master.status()).projects.find(({ gid }) => gid === card?.projectGid);
			if (card === null || project === undefined) return reply.code(404).send(unknownCard());
			const changes = await readCardChanges(
				project.path,
				await findBase(home, project),
				params.gid,
				query.commit ?? null,
			);
			return { ...changes, commits: [...changes.commits] };
		},
	);
}

export function unknownCard(): z.infer<typeof Problem> {
	return problem('CARD_UNKNOWN', 'The master knows no such card.');
}
