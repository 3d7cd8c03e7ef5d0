import type { Kysely } from 'kysely';
import { EffectRecord, linkOf, stampEffect } from '@aegis/shared/effects';
import type { EffectBook } from './master-store.ts';
import type { MasterTables } from './tables.ts';

/**
 * The effects in the master's tables: written in the transaction that does them, so that there is no death between the
 * two, and what is rolled back never was. Each is linked to the one before it.
 */
export function sqlEffects(db: Kysely<MasterTables>): EffectBook {
	return {
		async record(effects) {
			if (effects.length === 0) return;
			const newest = db.selectFrom('effect').select('body').orderBy('seq', 'desc').limit(1);
			const last = await newest.executeTakeFirst();
			let prev = last === undefined ? '' : linkOf(last.body);
			const rows = effects.map((effect) => {
				const record = stampEffect('master', effect);
				const body = JSON.stringify({ ...record, prev });
				prev = linkOf(body);
				return { at: record.at, body };
			});
			await db.insertInto('effect').values(rows).execute();
		},
		async prune(before) {
			await db.deleteFrom('effect').where('at', '<', before).execute();
		},
	};
}

/** The newest records about a card, oldest first. */
export async function listEffects(db: Kysely<MasterTables>, cardGid: string): Promise<EffectRecord[]> {
	const rows = await db
		.selectFrom('effect')
		.select('body')
		.where('body', 'like', `%"card":${JSON.stringify(cardGid).replace(/[%_]/g, '')}%`)
		.orderBy('seq', 'desc')
		.limit(1_000)
		.execute();
	return rows.flatMap(({ body }) => EffectRecord.safeParse(JSON.parse(body)).data ?? []).toReversed();
}
