import { join } from 'node:path';
import test from 'ava';
import type { RunResult } from '@aegis/shared/domain';
import { Store } from '@aegis/shared/store';
import { makeTempDir } from '@aegis/shared/testing';
import { insertRun, markClaimed, noteProgress } from '../../src/desk/run-book.ts';
import { settleRun } from '../../src/desk/settle-run.ts';
import { sqlMasterStore } from '../../src/store/sql-store.ts';
import type { MasterTx } from '../../src/store/master-store.ts';
import { masterMigrations, type MasterTables } from '../../src/store/tables.ts';
import { goodOutcome, result } from '../helpers/cards.ts';

const run = { runId: 'r1', cardGid: 'c1', projectGid: 'p1', epoch: 1 };

/** A run of which $0.40 was heard, a part of that set aside for a call. */
async function onRun(body: (tx: MasterTx) => Promise<void>): Promise<void> {
	using folder = makeTempDir();
	await using store = await Store.open<MasterTables>(
		{ engine: 'sqlite', file: join(folder.path, 'master.db') },
		masterMigrations,
	);
	await sqlMasterStore(store).transact(async (tx) => {
		const started = {
			agent: 'Worker',
			cardName: 'C',
			authorGid: null,
			attempt: 1,
			reservedUsd: 2,
			now: 1,
		} as const;
		await insertRun(tx, run, started);
		const row = await tx.runs.load('r1');
		if (row !== null) await markClaimed(tx, row, { workerId: 'w', incarnation: 'i', now: 2 });
		await noteProgress(tx, 'r1', { costUsd: 0.4, activity: '', sessionId: null });
		await body(tx);
	});
}

const settle = (tx: MasterTx, change: Partial<RunResult>): Promise<number | null> =>
	settleRun(tx, 'r1', result(goodOutcome('Worker'), change), 3);

test('what a run’s own door counted is what it cost, also where more was set aside', (t) =>
	onRun(async (tx) => {
		t.is(await settle(tx, { costUsd: 0.35, metered: true }), 0.35);
		t.like(await tx.runs.load('r1'), { cost_usd: 0.35, cost_known: 1 });
	}));

test('a CLI’s own word takes back nothing that was heard', (t) =>
	onRun(async (tx) => {
		t.is(await settle(tx, { costUsd: 0.35 }), 0.4);
	}));

test('of a run that was given up its door’s journal tells in the end what it cost', (t) =>
	onRun(async (tx) => {
		const lost = { kind: 'lost', why: 'its worker is gone' } as const;
		t.is(await settle(tx, { outcome: lost, costUsd: null }), 0.4, 'all that was heard, for the time being');
		const why = 'its worker died; a call was under way';
		const late = await settle(tx, { outcome: { kind: 'lost', why }, costUsd: 0.35, metered: true });
		t.is(Math.round((late ?? 0) * 1e9) / 1e9, -0.05);
		t.like(await tx.runs.load('r1'), {
			cost_usd: 0.35,
			cost_known: 1,
			message: `its worker was lost: ${why}`,
		});
		t.is(await settle(tx, { outcome: lost, costUsd: 0.35, metered: true }), null, 'once');
	}));

test('tokens and models stay with the run', (t) =>
	onRun(async (tx) => {
		const tokens = { input: 1, cacheRead: 2, cacheWrite: 3, output: 4 };
		await settle(tx, { tokens, models: ['a', 'b'] });
		const row = await tx.runs.load('r1');
		t.deepEqual([JSON.parse(row?.tokens ?? 'null'), row?.models], [tokens, 'a,b']);
	}));
