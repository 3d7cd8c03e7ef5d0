import { join } from 'node:path';
import test, { type ExecutionContext } from 'ava';
import type { RunKey } from '@aegis/shared/domain';
import { Store, type StoreLocation } from '@aegis/shared/store';
import {
	hasPostgres,
	makeTempDir,
	snapshot,
	startRealPostgres,
	type RealPostgres,
} from '@aegis/shared/testing';
import { newCard } from '../../src/core/card/card-state.ts';
import { handleMessage } from '../../src/messages/handle-message.ts';
import { schedulePass } from '../../src/schedule/schedule-pass.ts';
import { sqlMasterStore } from '../../src/store/sql-store.ts';
import { masterMigrations, type MasterTables } from '../../src/store/tables.ts';
import { intent, result, succeeded, worker } from '../helpers/cards.ts';
import { anyOutcome } from '../helpers/outcomes.ts';
import { envelope, openDesk } from '../helpers/desk.ts';
import { openSite, projectGid } from '../helpers/site.ts';

/** Among them one of each kind of end, and texts with a character no column of PostgreSQL can hold. */
const ends = [
	...Array.from({ length: 19 }, (_, choice) => anyOutcome('Triage', choice, 'head')),
	{ kind: 'failed', code: 'AGENT', message: 'said \0', evidence: '\0' },
	succeeded(intent({ kind: 'clarify', section: 'Clarification Needed', body: 'Which \0?', headline: '\0' })),
] as const;

let server: RealPostgres | undefined;
test.before(async () => {
	if (hasPostgres) server = await startRealPostgres();
});
test.after.always(() => server?.[Symbol.asyncDispose]());

test('on SQLite a run may end in any way', async (t) => {
	using folder = makeTempDir();
	await endInEveryWay(t, { engine: 'sqlite', file: join(folder.path, 'master.db') });
});

// Skipped where no PostgreSQL is installed.
(hasPostgres ? test : test.skip)('on a PostgreSQL server a run may end in any way', async (t) => {
	await endInEveryWay(t, { engine: 'postgres', url: server?.url ?? '', schema: 'aegis_master' });
});

async function endInEveryWay(t: ExecutionContext, location: StoreLocation): Promise<void> {
	await using site = await openSite();
	await using store = await Store.open<MasterTables>(location, masterMigrations);
	// As real chance is: what it is multiplied with is no whole number.
	const chance = { random: () => 1 / 3, id: () => `${++runs}-run-of-this-test` };
	let runs = 0;
	const handling = await openDesk(site.home, chance);
	const { desk, pool } = handling;
	const master = sqlMasterStore(store);

	for (const [index, outcome] of ends.entries()) {
		const gid = `card-${index}`;
		const card = newCard(snapshot({ gid, projectGid, name: `Card \0 ${index}` }), 0);
		await master.transact((tx) => desk.take(tx, null, [card, []]));
		pool.hear({
			type: 'worker.heartbeat',
			...worker,
			host: 'h',
			pid: 1,
			slots: 1,
			running: [],
			stopping: false,
		});
		await master.transact((tx) => schedulePass(tx, handling));
		const open = await store.db.selectFrom('run').selectAll().where('card_gid', '=', gid).executeTakeFirst();
		t.is(open?.state, 'queued', `${gid} was not invited`);
		const run: RunKey = { runId: open?.run_id ?? '', cardGid: gid, projectGid, epoch: 1 };
		await master.transact((tx) =>
			handleMessage(tx, { type: 'run.claim', run, ...worker }, envelope, handling),
		);
		const progress = {
			run,
			workerId: worker.workerId,
			costUsd: 0.1,
			activity: 'thinking \0',
			sessionId: 's',
		};
		await master.transact((tx) =>
			handleMessage(tx, { type: 'run.progress', ...progress }, envelope, handling),
		);
		await master.transact((tx) => desk.finish(tx, run, result(outcome)));
		const ended = await store.db
			.selectFrom('run')
			.select(['state', 'outcome'])
			.where('run_id', '=', run.runId)
			.executeTakeFirst();
		t.deepEqual(ended, { state: 'finished', outcome: outcome.kind }, JSON.stringify(outcome));
		// Nothing is under way for the next one.
		await master.transact((tx) =>
			tx.cards.setAside(gid, { reason: '{"code":"paused"}', now: 1, wakeAt: 9e15 }),
		);
	}
}
