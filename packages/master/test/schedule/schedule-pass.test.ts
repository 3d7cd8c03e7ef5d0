import test from 'ava';
import { until } from '@aegis/shared/testing';
import { openMaster } from '../helpers/open-master.ts';
import { ScriptedSyncer } from '../helpers/scripted-syncer.ts';
import { ScriptedWorker } from '../helpers/scripted-worker.ts';
import { openSite } from '../helpers/site.ts';

test('a card whose row cannot be read is set aside with a reason, and the others go on', async (t) => {
	await using site = await openSite();
	await using master = await openMaster(site);
	await using syncer = new ScriptedSyncer(site);
	await syncer.add({ gid: 'poison' });
	await syncer.add({ gid: 'next', priority: 'Low' });
	const { db } = master.store;
	await until('both cards', async () => {
		const rows = await db.selectFrom('card').select('gid').where('reason', 'is not', null).execute();
		return rows.length === 2;
	});
	await db.updateTable('card').set({ state: '{"broken":' }).where('gid', '=', 'poison').execute();

	await using worker = new ScriptedWorker(site);
	const run = await worker.invited('next', 1);
	t.true((await worker.claim(run)).granted);
	const row = await db
		.selectFrom('card')
		.select(['standing', 'reason'])
		.where('gid', '=', 'poison')
		.executeTakeFirstOrThrow();
	t.is(row.standing, 'waiting');
	t.like(JSON.parse(row.reason ?? ''), { code: 'quarantined' });
	t.deepEqual(master.fatal, []);
});

test('more ready cards than are looked at: the most urgent starts first, and each of the others has its reason', async (t) => {
	await using site = await openSite();
	await using master = await openMaster(site);
	await using syncer = new ScriptedSyncer(site);
	for (let card = 0; card < 40; card++) await syncer.add({ gid: `c${card}` });
	await syncer.add({ gid: 'urgent', priority: '🔥 Urgent' });
	const { db } = master.store;
	const withReason = async (): Promise<number> => {
		const rows = await db.selectFrom('card').select('gid').where('reason', 'is not', null).execute();
		return rows.length;
	};
	await until('a reason on each', async () => (await withReason()) === 41);
	await using worker = new ScriptedWorker(site);
	await until('an invitation', () => worker.invitations.length > 0);
	t.is(worker.invitations[0]?.cardGid, 'urgent');
	await until('a reason on all others', async () => (await withReason()) === 40);
});
