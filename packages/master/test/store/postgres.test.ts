import test from 'ava';
import { z } from 'zod';
import { AsanaApply, RunStart } from '@aegis/shared/messages';
import { locateStore, Store } from '@aegis/shared/store';
import { snapshot } from '@aegis/shared/testing';
import { newCard } from '../../src/core/card/card-state.ts';
import { handleMessage } from '../../src/messages/handle-message.ts';
import { schedulePass } from '../../src/schedule/schedule-pass.ts';
import { wakeDue } from '../../src/schedule/wake-due.ts';
import { sqlMasterStore } from '../../src/store/sql-store.ts';
import { masterMigrations, type MasterTables } from '../../src/store/tables.ts';
import { goodOutcome, result, worker } from '../helpers/cards.ts';
import { openPostgres } from '../helpers/postgres.ts';
import { envelope, openDesk } from '../helpers/desk.ts';
import { openSite, projectGid } from '../helpers/site.ts';

const schema = 'aegis_master';

function openStore(databaseUrl: string): Promise<Store<MasterTables>> {
	return Store.open<MasterTables>(locateStore({ databaseUrl, file: 'unused', schema }), masterMigrations);
}

test('the same schema, steps and fencing on PostgreSQL', async (t) => {
	await using site = await openSite();
	await using postgres = await openPostgres();
	await using store = await openStore(postgres.url);
	t.is(store.engine, 'postgres');
	const handling = await openDesk(site.home);
	const { desk, pool } = handling;
	const master = sqlMasterStore(store);

	const seen = snapshot({ projectGid, dependencies: [{ gid: 'card-0', completed: false }] });
	const card = newCard(seen, 0);
	await master.transact((tx) => desk.take(tx, null, [card, []]));
	const blocker = newCard(snapshot({ gid: 'card-0', projectGid, section: 'Drafts', name: 'First' }), 0);
	await master.transact((tx) => desk.take(tx, null, [blocker, []]));
	const row = () =>
		store.db.selectFrom('card').selectAll().where('gid', '=', 'card-1').executeTakeFirstOrThrow();
	t.like(await row(), { standing: 'waiting', reason: '{"code":"blocked","names":["First"]}' });

	const done = { ...blocker, place: { ...blocker.place, completed: true } };
	await master.transact((tx) => desk.take(tx, blocker, [done, []]));
	t.like(await row(), { standing: 'ready', agent: 'Triage', wake_at: null });
	t.is(typeof (await row()).changed_at, 'number', 'times come back as numbers');

	pool.hear({
		type: 'worker.heartbeat',
		...worker,
		host: 'h',
		pid: 1,
		slots: 1,
		running: [],
		stopping: false,
	});
	const sent = await master.transact((tx) => schedulePass(tx, handling));
	const invited = sent.find(({ message }) => message.type === 'run.start')?.message;
	const run = z.object({ run: RunStart }).parse(invited).run;
	const key = { runId: run.runId, cardGid: 'card-1', projectGid, epoch: 1 };
	const granted = await master.transact((tx) =>
		handleMessage(tx, { type: 'run.claim', run: key, ...worker }, envelope, handling),
	);
	t.like(granted.at(-1)?.message, { type: 'claim.reply', granted: true });
	for (const costUsd of [0.2, 0.1]) {
		const progress = { run: key, workerId: worker.workerId, costUsd, activity: 'thinking', sessionId: 's' };
		await master.transact((tx) =>
			handleMessage(tx, { type: 'run.progress', ...progress }, envelope, handling),
		);
	}
	const finished = await master.transact((tx) =>
		desk.finish(tx, key, result(goodOutcome('Triage'), { costUsd: null })),
	);
	t.is(AsanaApply.parse(finished[0]?.message).change.section, 'Planning');
	t.deepEqual(await master.transact((tx) => desk.finish(tx, key, result(goodOutcome('Triage')))), []);
	t.like(await store.db.selectFrom('run').selectAll().execute(), {
		0: { state: 'finished', outcome: 'succeeded', cost_usd: 0.2, cost_known: 1 },
		length: 1,
	});
	t.deepEqual(await master.transact((tx) => wakeDue(tx, desk, Date.now())), []);

	await using successor = await openStore(postgres.url);
	await t.throwsAsync(
		store.transact(async () => null),
		{ code: 'STORE_FENCED' },
	);
	const kept = await successor.transact((tx) => tx.selectFrom('run').select('run_id').execute());
	t.is(kept.length, 1, 'a second opener finds the schema and the rows as they are');
});
