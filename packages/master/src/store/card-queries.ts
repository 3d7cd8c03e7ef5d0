import type { Kysely } from 'kysely';
import { tryParseState } from './card-row.ts';
import type { CardShelf } from './master-store.ts';
import type { MasterTables } from './tables.ts';
import { wholeNumbers } from './whole.ts';

type CardQuery =
	| 'due'
	| 'presentIn'
	| 'statesIn'
	| 'neighboursOf'
	| 'active'
	| 'readyGroups'
	| 'ready'
	| 'noteReason'
	| 'reasonsBetween'
	| 'named'
	| 'dependentsOf'
	| 'over';

/** What is asked of many cards at once; each goes by an index. */
export function sqlCardQueries(db: Kysely<MasterTables>): Pick<CardShelf, CardQuery> {
	return {
		async due(now, limit) {
			const rows = await db
				.selectFrom('card')
				.select('gid')
				.where('wake_at', '<=', now)
				.limit(limit)
				.execute();
			return rows.map(({ gid }) => gid);
		},
		async presentIn(projectGid) {
			const rows = await db
				.selectFrom('card')
				.select('gid')
				.where('project_gid', '=', projectGid)
				.where('present', '=', 1)
				.execute();
			return rows.map(({ gid }) => gid);
		},
		async statesIn(projectGid) {
			const rows = await db
				.selectFrom('card')
				.select('state')
				.where('project_gid', '=', projectGid)
				.execute();
			return rows.flatMap((row) => tryParseState(row.state) ?? []);
		},
		async neighboursOf(gid, projectGid, limit) {
			const rows = await db
				.selectFrom('card')
				.select(['gid', 'name', 'state'])
				.where('project_gid', '=', projectGid)
				.where('present', '=', 1)
				.where('gid', '!=', gid)
				.orderBy('changed_at', 'desc')
				.limit(limit)
				.execute();
			return rows.map((row) => ({ ...row, state: tryParseState(row.state) }));
		},
		active: () =>
			db
				.selectFrom('card')
				.select(['gid', 'project_gid', 'agent', 'name'])
				.where('standing', '=', 'active')
				.execute(),
		readyGroups: () =>
			db
				.selectFrom('card')
				.select(['project_gid', 'agent'])
				.where('standing', '=', 'ready')
				.groupBy(['project_gid', 'agent'])
				.execute(),
		ready: (projectGid, agent, limit) =>
			db
				.selectFrom('card')
				.select(['gid', 'priority', 'rank', 'due_on', 'ready_since'])
				.where('standing', '=', 'ready')
				.where('project_gid', '=', projectGid)
				.where('agent', '=', agent)
				.orderBy('priority')
				.orderBy('due_on')
				.orderBy('rank')
				.orderBy('ready_since')
				.limit(limit)
				.execute(),
		async noteReason(projectGid, agent, reason, now) {
			await db
				.updateTable('card')
				.set(wholeNumbers({ reason, reason_since: now }))
				.where('standing', '=', 'ready')
				.where('project_gid', '=', projectGid)
				.where('agent', '=', agent)
				.where((eb) => eb.or([eb('reason', 'is', null), eb('reason', '!=', reason)]))
				.execute();
		},
		async reasonsBetween(after, before) {
			const rows = await db
				.selectFrom('card')
				.select(['gid', 'reason'])
				.where('standing', 'in', ['ready', 'waiting'])
				.where('reason', 'is not', null)
				.where('reason_since', '<', before)
				.where('reason_since', '>', after)
				.execute();
			return rows.flatMap(({ gid, reason }) => (reason === null ? [] : [{ gid, reason }]));
		},
		named: (gids) =>
			db
				.selectFrom('card')
				.select(['gid', 'name', 'completed', 'present'])
				.where('gid', 'in', gids)
				.execute(),
		async dependentsOf(gid) {
			const rows = await db
				.selectFrom('dependency')
				.select('card_gid')
				.where('depends_on', '=', gid)
				.execute();
			return rows.map((row) => row.card_gid);
		},
		async over(projectGid, gids, changedBefore) {
			const rows = await db
				.selectFrom('card')
				.select('gid')
				.where('project_gid', '=', projectGid)
				.where('gid', 'in', gids)
				.where((eb) => eb.or([eb('completed', '=', 1), eb('present', '=', 0)]))
				.where('standing', '=', 'idle')
				.where('changed_at', '<', changedBefore)
				.where((eb) =>
					eb.not(
						eb.exists(
							eb
								.selectFrom('run')
								.select('run.run_id')
								.whereRef('run.card_gid', '=', 'card.gid')
								.where('run.state', '!=', 'finished'),
						),
					),
				)
				.execute();
			return rows.map(({ gid }) => gid);
		},
	};
}
