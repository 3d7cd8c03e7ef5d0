import { existsSync } from 'node:fs';
import { EffectRecord, judgeChain, linkOf } from '@aegis/shared/effects';
import { hasTable, openDatabase, type StoreLocation } from '@aegis/shared/store';
import { z } from 'zod';
import type { StoredRun } from '../core/judge-books.ts';
import type { StoredCard } from '../core/judge-rest.ts';

/** What is read of the master's store; it is only looked at. */
interface Tables {
	card: {
		gid: string;
		state: string;
		standing: string;
		reason: string | null;
		completed: number;
		present: number;
	};
	run: {
		run_id: string;
		card_gid: string;
		epoch: number;
		state: string;
		cost_usd: number;
		finished_at: number | null;
	};
	effect: { seq: number; body: string };
}

const State = z.object({
	epoch: z.number(),
	spentUsd: z.number(),
	place: z.object({ section: z.string().nullable() }),
});
const WaitsFor = z.object({ code: z.string() });

export interface MasterBooks {
	readonly effects: readonly EffectRecord[];
	/** What is wrong with the links between its records, or null. */
	readonly chain: string | null;
	readonly cards: readonly (StoredCard & { readonly spentUsd: number; readonly epoch: number })[];
	readonly runs: readonly (StoredRun & { readonly finishedAt: number | null })[];
}

/** Reads the master's store as it is at one moment; null where there is none, or one of an earlier version. Who writes to it is not disturbed. */
export async function readMasterBooks(location: StoreLocation): Promise<MasterBooks | null> {
	if (location.engine === 'sqlite' && !existsSync(location.file)) return null;
	const db = await openDatabase<Tables>(location);
	try {
		// One that no master of this version has opened yet tells nothing.
		if (!(await hasTable(db, location, 'effect'))) return null;
		return await db
			.transaction()
			.setIsolationLevel(location.engine === 'postgres' ? 'repeatable read' : 'serializable')
			.execute(async (tx) => {
				const runs = await tx
					.selectFrom('run')
					.select(['run_id', 'card_gid', 'epoch', 'state', 'cost_usd', 'finished_at'])
					.execute();
				const open = new Set(runs.filter(({ state }) => state !== 'finished').map((row) => row.card_gid));
				const cards = await tx
					.selectFrom('card')
					.select(['gid', 'state', 'standing', 'reason', 'completed', 'present'])
					.execute();
				const effects = await tx.selectFrom('effect').select('body').orderBy('seq').execute();
				const records = effects.map(({ body }) => EffectRecord.parse(JSON.parse(body)));
				const links = effects.map(({ body }, index) => ({
					link: linkOf(body),
					prev: records[index]?.prev,
					life: undefined,
				}));
				return {
					effects: records,
					chain: judgeChain(links, { pruned: true }),
					cards: cards.map((row) => ({ ...readCard(row), hasOpenRun: open.has(row.gid) })),
					runs: runs.map((row) => ({
						run: row.run_id,
						card: row.card_gid,
						epoch: row.epoch,
						finished: row.state === 'finished',
						costUsd: row.cost_usd,
						finishedAt: row.finished_at,
					})),
				};
			});
	} finally {
		await db.destroy();
	}
}

function readCard(row: Tables['card']) {
	const { epoch, spentUsd, place } = State.parse(JSON.parse(row.state));
	return {
		gid: row.gid,
		standing: row.standing,
		section: place.section,
		completed: row.completed === 1,
		present: row.present === 1,
		reason: row.reason === null ? null : WaitsFor.parse(JSON.parse(row.reason)).code,
		spentUsd,
		epoch,
	};
}
