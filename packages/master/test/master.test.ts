import { setTimeout as sleep } from 'node:timers/promises';
import test from 'ava';
import { until } from '@aegis/shared/testing';
import { goodOutcome } from './helpers/cards.ts';
import { openMaster, type OpenMaster } from './helpers/open-master.ts';
import { ScriptedSyncer } from './helpers/scripted-syncer.ts';
import { ScriptedWorker } from './helpers/scripted-worker.ts';
import { openSite, projectGid, type Site } from './helpers/site.ts';

interface Scene {
	readonly site: Site;
	readonly master: OpenMaster;
	readonly syncer: ScriptedSyncer;
	readonly worker: ScriptedWorker;
}

async function play(
	options: { leaseMs?: number; obliging?: boolean; slots?: number },
	story: (scene: Scene) => Promise<void>,
): Promise<void> {
	await using site = await openSite();
	await using master = await openMaster(site, options);
	await using syncer = new ScriptedSyncer(site);
	await using worker = new ScriptedWorker(site, options);
	await story({ site, master, syncer, worker });
}

test('a card in Ready Queue is written to, invited to, claimed, finished and moved on', (t) =>
	play({}, async ({ syncer, worker, master }) => {
		await syncer.add({ gid: 'c1' });
		const run = await worker.invited('c1', 1);
		t.is(run.agent, 'Triage');
		await until('the first comment', () => syncer.card('c1')?.comments.length === 1);
		t.is(syncer.card('c1')?.swarmStatus, 'Running');

		const reply = await worker.claim(run);
		t.true(reply.granted);
		t.is(reply.leaseMs, 20_000);
		t.like(reply.spec, { cardGid: 'c1', epoch: 1, agent: 'Triage', budgetUsd: 2, attempt: 1 });
		t.deepEqual((await worker.beat()).held, [run.runId]);

		await worker.finish(run, goodOutcome('Triage'), 0.25);
		const next = await worker.invited('c1', 2);
		t.is(next.agent, 'Planner');
		t.like(syncer.card('c1'), { section: 'Planning', agent: 'Planner', costUsd: 0.25 });
		t.like(await master.runs('c1'), { 0: { state: 'finished', outcome: 'succeeded', cost_usd: 0.25 } });
	}));

test('a run is granted to one worker only, and again to the same one', (t) =>
	play({}, async ({ site, syncer, worker }) => {
		await using rival = new ScriptedWorker(site, { workerId: 'worker-2' });
		await syncer.add({ gid: 'c1' });
		const run = await until('an invitation', () => worker.invitations[0] ?? rival.invitations[0]);
		t.true((await worker.claim(run)).granted);
		t.false((await rival.claim(run)).granted);
		t.true((await worker.claim(run)).granted);
		t.false((await worker.claim({ ...run, epoch: run.epoch + 1 })).granted);
		t.false((await worker.claim({ ...run, cardGid: 'nobody' })).granted);
	}));

test('a card stays on the machine that has its worktree', async (t) => {
	t.timeout(600_000);
	await using site = await openSite();
	await using master = await openMaster(site);
	await using syncer = new ScriptedSyncer(site);
	await using here = new ScriptedWorker(site, { workerId: 'worker-here', host: 'here', obliging: true });
	await using there = new ScriptedWorker(site, { workerId: 'worker-there', host: 'there', obliging: true });
	await until('both workers to be known', () => master.master.pool.all().length === 2);
	const cards = ['c1', 'c2', 'c3'];
	for (const gid of cards) {
		await syncer.add({ gid });
		await until(`${gid} to be done`, () => syncer.card(gid)?.section === 'Done', 180_000);
		const runs = await master.runs(gid);
		for (const [index, run] of runs.entries()) {
			const before = runs[index - 1]?.worker_id ?? run.worker_id;
			// Where the machine is so busy that its worker has not asked within a second, another may have the run.
			const waitedMs = (run.started_at ?? 0) - run.queued_at;
			t.true(run.worker_id === before || waitedMs >= 1_000, `${run.worker_id} after ${waitedMs} ms`);
		}
	}
	t.true([here, there].some(({ specs }) => specs.length > 0));
});

test('a run whose lease runs out is lost, and its card is tried again with the next epoch', (t) =>
	play({ leaseMs: 15_000 }, async ({ site, syncer, worker, master }) => {
		await syncer.add({ gid: 'c1' });
		const run = await worker.invited('c1', 1);
		t.true((await worker.claim(run)).granted);
		worker.fallSilent();
		await until('the loss', async () => (await master.runs('c1'))[0]?.outcome === 'lost');
		await using successor = new ScriptedWorker(site, { workerId: 'worker-2' });
		const again = await until('the second invitation', () =>
			[...worker.invitations, ...successor.invitations].find(({ epoch }) => epoch === 2),
		);
		t.not(again.runId, run.runId);

		t.false((await worker.claim(run)).granted, 'the old run cannot be claimed again');
		t.deepEqual((await worker.beat()).lost, [run.runId], 'and its worker is told');
		await worker.finish(run, goodOutcome('Triage'), 5);
		await until('what it cost after all', async () => (await master.card('c1'))?.spentUsd === 5);
		await worker.finish(run, goodOutcome('Triage'), 5);
		// Until the master has heard of it, the card is better left to the machine that had it.
		await successor.beat();
		t.true((await successor.claim(again)).granted);
		t.is((await master.card('c1'))?.place.section, 'Ready Queue', 'a late result moves nothing');
		t.is((await master.card('c1'))?.spentUsd, 5, 'and is paid for once');
	}));

test('heartbeats keep a lease for longer than its length', (t) =>
	play({ leaseMs: 12_000 }, async ({ syncer, worker, master }) => {
		await syncer.add({ gid: 'c1' });
		await worker.claim(await worker.invited('c1', 1));
		await sleep(26_000);
		t.like(await master.runs('c1'), { 0: { state: 'running' }, length: 1 });
	}));

test('another process under a worker’s name loses the runs of the one before at once', (t) =>
	play({}, async ({ syncer, worker, master }) => {
		await syncer.add({ gid: 'c1' });
		await worker.claim(await worker.invited('c1', 1));
		worker.running = [];
		worker.incarnation = 'second';
		await worker.invited('c1', 2);
		t.like(await master.runs('c1'), { 0: { state: 'finished', outcome: 'lost' }, 1: { state: 'queued' } });
	}));

test('a worker its supervisor saw die is not waited for', (t) =>
	play({}, async ({ syncer, worker, master }) => {
		await syncer.add({ gid: 'c1' });
		await worker.claim(await worker.invited('c1', 1));
		worker.fallSilent();
		await worker.peer.tell('master', {
			type: 'run.progress',
			run: worker.running[0],
			workerId: 'worker-1',
			costUsd: 0.4,
			activity: 'thinking',
			sessionId: 's',
		} as { type: string });
		await until('the progress', async () => (await master.runs('c1'))[0]?.cost_usd === 0.4);
		await master.master.loseWorker('worker-1');
		t.like(await master.runs('c1'), { 0: { outcome: 'lost', cost_usd: 0.4, cost_known: 0 } });
		t.is((await master.card('c1'))?.spentUsd, 0.4, 'what it had cost is not forgotten');
	}));

test('what a worker was invited to and had not claimed when it died is offered again at once', (t) =>
	play({}, async ({ syncer, worker, master }) => {
		await syncer.add({ gid: 'c1' });
		const run = await worker.invited('c1', 1);
		await master.master.loseWorker('worker-1');
		await until('a second invitation', () => worker.invitations.length > 1, 10_000);
		t.is(worker.invitations[1]?.runId, run.runId);
	}));

test('messages said twice change nothing the second time', (t) =>
	play({}, async ({ syncer, worker, master }) => {
		await syncer.add({ gid: 'c1' });
		const run = await worker.invited('c1', 1);
		await worker.claim(run);
		const outcome = goodOutcome('Triage');
		await worker.finish(run, outcome, 0.25, 'the-very-message');
		await worker.finish(run, outcome, 0.25, 'the-very-message');
		await worker.finish(run, outcome, 0.25, 'the-same-in-another-message');
		await syncer.tell('c1', 'seen');
		await syncer.tell('c1', 'seen');
		await worker.invited('c1', 2);
		await until('everything to be handled', async () => {
			const rows = await master.store.db.selectFrom('inbox').select('id').execute();
			return ['the-same-in-another-message', 'seen'].every((id) => rows.some((row) => row.id === id));
		});
		t.is((await master.card('c1'))?.spentUsd, 0.25);
		t.is((await master.runs('c1')).length, 2);
		const numbers = syncer.commands.map(({ seq }) => seq);
		t.deepEqual(numbers, [...new Set(numbers)]);
	}));

test('a person’s move stops the run, and its end does not move the card back', (t) =>
	play({}, async ({ syncer, worker, master }) => {
		await syncer.add({ gid: 'c1' });
		const run = await worker.invited('c1', 1);
		await worker.claim(run);
		await syncer.edit('c1', { section: 'Drafts' });
		const cancel = await until('the cancellation', () => worker.cancels[0]);
		t.is(cancel.run.runId, run.runId);
		await worker.finish(run, goodOutcome('Triage'), 0.1);
		await until('the end', async () => (await master.card('c1'))?.work.kind === 'idle');
		await until('its cost on the card', () => syncer.card('c1')?.costUsd === 0.1);
		t.is(syncer.card('c1')?.section, 'Drafts');
	}));

test('a run nobody had claimed is closed when its card is moved away', (t) =>
	play({}, async ({ syncer, worker, master }) => {
		await syncer.add({ gid: 'c1' });
		const run = await worker.invited('c1', 1);
		await syncer.edit('c1', { section: 'Drafts' });
		await until('the run’s end', async () => (await master.runs('c1'))[0]?.state === 'finished');
		t.false((await worker.claim(run)).granted);
		t.like(await master.runs('c1'), { 0: { outcome: 'cancelled', cost_usd: 0 }, length: 1 });
	}));

test('a card waits for the card it depends on, says so, and starts by itself when that is done', (t) =>
	play({ slots: 2 }, async ({ syncer, worker }) => {
		await syncer.add({ gid: 'c1', name: 'First', section: 'Drafts' });
		await syncer.add({ gid: 'c2', name: 'Second', dependencies: [{ gid: 'c1', completed: false }] });
		await until('the reason', () => syncer.card('c2')?.reason === 'Blocked by “First”');
		t.is(worker.invitations.length, 0);
		await syncer.edit('c1', { completed: true });
		await worker.invited('c2', 1);
		await until('the reason to go', () => syncer.card('c2')?.reason === null);
	}));

test('cards of a project that is not tracked take no room from others', (t) =>
	play({}, async ({ site, syncer, worker, master }) => {
		await using forgotten = new ScriptedSyncer(site, 'forgotten');
		await forgotten.add({ gid: 'c0', projectGid: 'forgotten' });
		await until('the card', () => master.card('c0'));
		await syncer.add({ gid: 'c1' });
		t.is((await worker.invited('c1', 1)).cardGid, 'c1');
		t.deepEqual(await master.runs('c0'), []);
	}));

test('a whole life: every stage once, and Done', (t) =>
	play({ obliging: true }, async ({ syncer, master }) => {
		await syncer.add({ gid: 'c1', mergeApproval: 'Auto-Approve' });
		await until('Done', () => syncer.card('c1')?.completed);
		t.is(syncer.card('c1')?.section, 'Done');
		const runs = await master.runs('c1');
		t.deepEqual(
			runs.map(({ agent }) => agent),
			['Triage', 'Planner', 'Worker', 'Reviewer', 'Merger'],
		);
		t.is((await master.card('c1'))?.spentUsd.toFixed(2), '0.50');
	}));

test('a Redis wiped in the middle of it all is filled again, and the card still ends right', (t) =>
	play({}, async ({ site, syncer, worker, master }) => {
		await syncer.add({ gid: 'c1', mergeApproval: 'Auto-Approve' });
		const run = await worker.invited('c1', 1);
		await worker.claim(run);
		await until('the first comment', () => syncer.card('c1')?.comments.length === 1);
		await site.wipeRedis();
		await until('the wipe to be noticed', () => syncer.resyncs > 0);
		await worker.finish(run, goodOutcome('Triage'));
		for (const [index, agent] of (['Planner', 'Worker', 'Reviewer', 'Merger'] as const).entries()) {
			const next = await worker.invited('c1', index + 2);
			t.is(next.agent, agent);
			if (agent === 'Worker') await site.wipeRedis();
			const reply = await until('the lease', () => worker.claim(next).catch(() => null));
			t.true(reply.granted);
			await worker.finish(next, goodOutcome(agent));
		}
		await until('Done', () => syncer.card('c1')?.completed);
		const runs = await master.runs('c1');
		t.is(runs.length, 5, 'nothing ran twice');
		const comments = syncer.card('c1')?.comments ?? [];
		t.is(comments.length, 6, 'and nothing was said twice');
		t.is(syncer.commands.filter(({ projectGid: of }) => of !== projectGid).length, 0);
	}));
