import type { Kysely } from 'kysely';
import type { RunBook } from './master-store.ts';
import type { MasterTables } from './tables.ts';
import { wholeNumbers } from './whole.ts';

/** The runs in the master's tables. */
export function sqlRuns(db: Kysely<MasterTables>): RunBook {
	return {
		async load(runId) {
			const row = await db.selectFrom('run').selectAll().where('run_id', '=', runId).executeTakeFirst();
			return row ?? null;
		},
		async insert(row) {
			await db.insertInto('run').values(wholeNumbers(row)).execute();
		},
		async update(runId, change) {
			await db.updateTable('run').set(wholeNumbers(change)).where('run_id', '=', runId).execute();
		},
		open: () =>
			db.selectFrom('run').selectAll().where('state', '!=', 'finished').orderBy('queued_at').execute(),
		runningOf: (workerId) =>
			db
				.selectFrom('run')
				.selectAll()
				.where('state', '=', 'running')
				.where('worker_id', '=', workerId)
				.execute(),
		async ends(runIds) {
			if (runIds.length === 0) return [];
			return db
				.selectFrom('run')
				.select(['run_id', 'state', 'cost_known'])
				.where('run_id', 'in', runIds)
				.execute();
		},
		async lastStart(projectGid) {
			const last = await db
				.selectFrom('run')
				.select('queued_at')
				.where('project_gid', '=', projectGid)
				.orderBy('queued_at', 'desc')
				.limit(1)
				.executeTakeFirst();
			return last?.queued_at ?? 0;
		},
		spentSince: (since) =>
			db
				.selectFrom('run')
				.select(['project_gid', 'author_gid'])
				.select((eb) => eb.fn.sum<number>('cost_usd').as('usd'))
				.where('finished_at', '>=', since)
				.groupBy(['project_gid', 'author_gid'])
				.execute(),
		async sessionsToKeep(limit) {
			const rows = await db
				.selectFrom('run')
				.innerJoin('card', 'card.gid', 'run.card_gid')
				.select('run.session_id')
				.distinct()
				.where('card.completed', '=', 0)
				.where('card.present', '=', 1)
				.where('run.session_id', 'is not', null)
				.limit(limit)
				.execute();
			return rows.flatMap(({ session_id: id }) => (id === null ? [] : [id]));
		},
	};
}
