import type { Kysely } from 'kysely';
import type { CardDetailView } from '@aegis/shared/api';
import type { CardState } from '../core/card/card-state.ts';
import { forecastCost, type PastRun } from '../core/card/forecast.ts';
import { routeCard } from '../core/start/routing.ts';
import type { MasterTables } from '../store/tables.ts';

/** As many of the cards that were done last as are looked at. */
const newestCards = 100;

/** What a card may cost in all, by the cards of its project that are done; null where that says nothing. */
export async function readForecast(
	db: Kysely<MasterTables>,
	state: CardState | null,
): Promise<CardDetailView['forecast']> {
	if (state === null || state.place.completed) return null;
	const route = routeCard({ ...state.card, ...state.place });
	const at =
		state.work.kind === 'idle'
			? route.kind === 'run'
				? route.agent
				: state.hold?.resume?.agent
			: state.work.agent;
	if (at === undefined) return null;
	const done = await db
		.selectFrom('card')
		.select('gid')
		.where('project_gid', '=', state.projectGid)
		.where('completed', '=', 1)
		.orderBy('changed_at', 'desc')
		.limit(newestCards)
		.execute();
	if (done.length === 0) return null;
	const runs = await db
		.selectFrom('run')
		.select(['card_gid', 'agent', 'cost_usd'])
		.where(
			'card_gid',
			'in',
			done.map(({ gid }) => gid),
		)
		.where('state', '=', 'finished')
		.orderBy('queued_at')
		.execute();
	const history = new Map<string, PastRun[]>();
	for (const { card_gid: gid, agent, cost_usd: costUsd } of runs)
		history.set(gid, [...(history.get(gid) ?? []), { agent, costUsd }]);
	return forecastCost([...history.values()], at, state.spentUsd);
}
