import type { Kysely, Transaction } from 'kysely';
import { EffectRecord, stampEffect, type NewEffect } from '@aegis/shared/effects';
import type { MasterTables } from './tables.ts';

type Tx = Transaction<MasterTables>;

/** How long effects are kept. Milliseconds. */
const keepMs = 60 * 86_400_000;

/**
 * Writes down what the master does, in the transaction that does it: there is no death between the two, and what is
 * rolled back never was.
 */
export async function recordEffects(tx: Tx, effects: readonly NewEffect[]): Promise<void> {
	if (effects.length === 0) return;
	const rows = effects.map((effect) => {
		const record = stampEffect('master', effect);
		return { at: record.at, body: JSON.stringify(record) };
	});
	await tx.insertInto('effect').values(rows).execute();
}

/** Forgets what is so old that nobody will ask for it. */
export async function pruneEffects(tx: Tx, now: number): Promise<void> {
	await tx
		.deleteFrom('effect')
		.where('at', '<', now - keepMs)
		.execute();
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
