import type { Kysely } from 'kysely';
import { parseState } from './card-row.ts';
import { sqlCardQueries } from './card-queries.ts';
import type { CardShelf } from './master-store.ts';
import type { MasterTables } from './tables.ts';
import { wholeNumbers } from './whole.ts';

export { parseState, tryParseState } from './card-row.ts';

/** The cards in the master's tables. */
export function sqlCards(db: Kysely<MasterTables>): CardShelf {
	const ofCard = (gid: string) => db.updateTable('card').where('gid', '=', gid);
	return {
		async load(gid) {
			const row = await db.selectFrom('card').select('state').where('gid', '=', gid).executeTakeFirst();
			return row === undefined ? null : parseState(row.state);
		},
		async standing(gid) {
			const row = await db
				.selectFrom('card')
				.select(['standing', 'reason', 'reason_since', 'ready_since'])
				.where('gid', '=', gid)
				.executeTakeFirst();
			return row ?? null;
		},
		async put(record) {
			const row = wholeNumbers({ ...record, state: JSON.stringify(record.state) });
			await db
				.insertInto('card')
				.values(row)
				.onConflict((conflict) => conflict.column('gid').doUpdateSet(row))
				.execute();
		},
		async putState(gid, state) {
			await ofCard(gid)
				.set({ state: JSON.stringify(state) })
				.execute();
		},
		async setAside(gid, { reason, now, wakeAt }) {
			const aside = { standing: 'waiting', reason, reason_since: now, wake_at: wakeAt };
			await ofCard(gid).set(wholeNumbers(aside)).execute();
		},
		async markDue(projectGid, now) {
			let update = db
				.updateTable('card')
				.set(wholeNumbers({ wake_at: now }))
				.where('standing', 'in', ['ready', 'waiting']);
			if (projectGid !== null) update = update.where('project_gid', '=', projectGid);
			await update.execute();
		},
		...sqlCardQueries(db),
		async putDependencies(card) {
			await db.deleteFrom('dependency').where('card_gid', '=', card.gid).execute();
			if (card.dependencies.length === 0) return;
			const rows = card.dependencies.map(({ gid }) => ({ card_gid: card.gid, depends_on: gid }));
			await db.insertInto('dependency').values(rows).execute();
		},
	};
}
