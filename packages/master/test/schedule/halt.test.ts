import test from 'ava';
import { until } from '@aegis/shared/testing';
import { goodOutcome, result } from '../helpers/cards.ts';
import { openMaster } from '../helpers/open-master.ts';
import { ScriptedSyncer } from '../helpers/scripted-syncer.ts';
import { ScriptedWorker } from '../helpers/scripted-worker.ts';
import { openSite } from '../helpers/site.ts';

test('a refused credential costs one run and one comment, holds all ready cards, and goes on once it is mended', async (t) => {
	await using site = await openSite();
	await using master = await openMaster(site);
	await using syncer = new ScriptedSyncer(site);
	await using worker = new ScriptedWorker(site);
	const cards = ['c1', 'c2', 'c3', 'c4', 'c5'];
	for (const gid of cards) await syncer.add({ gid });
	const run = await until('an invitation', () => worker.invitations[0]);
	t.true((await worker.claim(run)).granted);
	await worker.finish(run, { kind: 'failed', code: 'AUTH_FAILED', message: 'The key was refused.' });

	const because = 'The key was refused.';
	for (const gid of cards)
		await until(`${gid} shows why`, () => syncer.card(gid)?.reason === `Held up: ${because}`);
	t.is(worker.invitations.length, 1, 'nobody tried again');
	const said = cards.flatMap((gid) => syncer.card(gid)?.comments ?? []);
	t.is(said.filter(({ text }) => text.includes('Stopped, and so is every card')).length, 1);
	t.is((await master.card(run.cardGid))?.attempts, 0);
	t.like(master.master.pool.halts, { 0: { because, found: 1 }, length: 1 });

	// The time to look again has come: one card tries, and finds the key mended.
	master.master.pool.halts = master.master.pool.halts.map((halt) => ({ ...halt, probeAtMs: 0 }));
	const probe = await until('one card tries', () => worker.invitations[1]);
	t.true((await worker.claim(probe)).granted);
	t.is(worker.invitations.length, 2);
	const finished = {
		type: 'run.finished',
		run: {
			runId: probe.runId,
			cardGid: probe.cardGid,
			projectGid: probe.projectGid,
			epoch: probe.epoch,
		},
		workerId: 'worker-1',
		result: { ...result(goodOutcome('Triage'), { costUsd: 0.1 }), turns: 3 },
	};
	await worker.peer.tell('master', finished);
	worker.running = [];
	await until('the others go on', () => worker.invitations.length > 2);
	t.deepEqual(master.master.pool.halts, []);
});
