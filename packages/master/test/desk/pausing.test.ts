import test from 'ava';
import { until } from '@aegis/shared/testing';
import { openMaster, type OpenMaster } from '../helpers/open-master.ts';
import { order } from '../helpers/person.ts';
import { ScriptedSyncer } from '../helpers/scripted-syncer.ts';
import { ScriptedWorker } from '../helpers/scripted-worker.ts';
import { openSite, projectGid, type Site } from '../helpers/site.ts';

interface Scene {
	readonly site: Site;
	readonly master: OpenMaster;
	readonly syncer: ScriptedSyncer;
	readonly worker: ScriptedWorker;
	/** Says something to the master as the command line and the dashboard do. */
	readonly tell: (message: { type: string }) => Promise<void>;
	readonly reason: (gid: string) => string | null;
}

async function play(options: { leaseMs?: number }, story: (scene: Scene) => Promise<void>): Promise<void> {
	await using site = await openSite();
	await using master = await openMaster(site, options);
	await using syncer = new ScriptedSyncer(site);
	await using worker = new ScriptedWorker(site);
	await story({
		site,
		master,
		syncer,
		worker,
		tell: (message) => order(site, message),
		reason: (gid) => syncer.card(gid)?.reason ?? null,
	});
}

const all = { scope: 'all' } as const;
const pause = (target: object, by = 'Ada') => ({ type: 'work.pause', target, by });
const resume = (target: object, by = 'Ada') => ({ type: 'work.resume', target, by });

test('a pause stops what runs, withdraws what is queued, shows on every card, and keeps the session', (t) =>
	play({}, async ({ syncer, worker, master, tell, reason }) => {
		await syncer.add({ gid: 'c1', agent: 'Worker' });
		const run = await worker.invited('c1', 1);
		t.true((await worker.claim(run)).granted);
		await syncer.add({ gid: 'c2', priority: 'Low' });
		await until('the second card', async () => (await master.card('c2')) !== null);

		await tell(pause(all));
		await until('the cancel', () => worker.cancels.find(({ why }) => why === 'paused by Ada'));
		t.deepEqual((await worker.beat()).stop, [{ runId: run.runId, why: 'paused by Ada' }]);
		await worker.finish(run, { kind: 'cancelled', why: 'paused by Ada' });
		const words = 'Paused by Ada, with everything: `aegis resume` goes on';
		await until('the words on both cards', () => reason('c1') === words && reason('c2') === words);
		t.like(syncer.card('c1'), { section: 'Ready Queue', swarmStatus: 'Idle', sessionId: 'session-1' });
		t.like(await master.card('c1'), { attempts: 0, losses: [] });

		await tell(resume(all));
		const again = await worker.invited('c1', 2);
		t.is((await worker.claim(again)).spec?.resumeSessionId, 'session-1');
	}));

test('a pause survives a restart and an empty Redis', async (t) => {
	await using site = await openSite();
	await using syncer = new ScriptedSyncer(site);
	await using worker = new ScriptedWorker(site);
	{
		await using first = await openMaster(site);
		await order(site, pause({ scope: 'project', gid: projectGid }));
		await until('the pause', () => first.store.db.selectFrom('pause').selectAll().executeTakeFirst());
	}
	await site.wipeRedis();
	await using second = await openMaster(site);
	await syncer.add({ gid: 'c1' });
	await until('the reason', () => syncer.card('c1')?.reason?.startsWith('Paused by Ada, with its project'));
	t.deepEqual(worker.invitations, []);
	t.like(await second.card('c1'), { work: { kind: 'idle' }, epoch: 0 });
});

test('a worker that never hears of the pause loses the run with its lease, and it counts for nothing', (t) =>
	play({ leaseMs: 15_000 }, async ({ syncer, worker, master, tell }) => {
		await syncer.add({ gid: 'c1' });
		const run = await worker.invited('c1', 1);
		t.true((await worker.claim(run)).granted);
		await tell(pause({ scope: 'card', gid: 'c1' }));
		// It goes on beating as if nothing were, and is renewed no more.
		await until('the end of the lease', async () => (await master.runs('c1'))[0]?.outcome === 'lost');
		t.like(await master.card('c1'), { losses: [], attempts: 0, work: { kind: 'idle' } });
		await until('the words', () => syncer.card('c1')?.reason === 'Paused by Ada: `aegis resume c1` goes on');
	}));

test('the tag Paused on the board stops the card, and its removal lets it go on', (t) =>
	play({}, async ({ syncer, worker }) => {
		await syncer.add({ gid: 'c1' });
		const run = await worker.invited('c1', 1);
		t.true((await worker.claim(run)).granted);
		await syncer.edit('c1', { tags: ['PAUSED'] });
		await until('the cancel', () => worker.cancels.length > 0);
		await worker.finish(run, { kind: 'cancelled', why: 'paused by a tag' });
		await until('the words', () => syncer.card('c1')?.reason?.startsWith('Paused by a tag'));
		await syncer.edit('c1', { tags: [] });
		await worker.invited('c1', 2);
		t.pass();
	}));

test('a stopped card waits for a person, and goes on when it is resumed or edited', (t) =>
	play({}, async ({ syncer, worker, tell, reason }) => {
		await syncer.add({ gid: 'c1' });
		const run = await worker.invited('c1', 1);
		t.true((await worker.claim(run)).granted);
		await tell({ type: 'card.stop', cardGid: 'c1', by: 'Ada' } as { type: string });
		await until('the cancel', () => worker.cancels.length === 1);
		await worker.finish(run, { kind: 'cancelled', why: 'stopped by Ada' });
		await until('the words', () => reason('c1')?.includes('stopped by Ada'));
		t.is(syncer.card('c1')?.swarmStatus, 'Blocked');

		await tell(resume({ scope: 'card', gid: 'c1' }));
		const second = await worker.invited('c1', 2);
		t.true((await worker.claim(second)).granted);
		await tell({ type: 'card.stop', cardGid: 'c1', by: 'Ada' } as { type: string });
		await until('the second cancel', () => worker.cancels.length === 2);
		await worker.finish(second, { kind: 'cancelled', why: 'stopped by Ada' });
		await until('the words again', () => reason('c1')?.includes('stopped by Ada'));
		await syncer.edit('c1', { notes: 'Rather so.' });
		await worker.invited('c1', 3);
	}));

test('a pause of a card nobody knows, or of everything twice, harms nothing', (t) =>
	play({}, async ({ syncer, worker, tell }) => {
		await tell(pause({ scope: 'card', gid: 'nobody' }));
		await tell(pause(all));
		await tell(pause(all, 'Bob'));
		await syncer.add({ gid: 'c1' });
		await until('who came first', () => syncer.card('c1')?.reason?.startsWith('Paused by Ada, with'));
		await tell({ type: 'card.stop', cardGid: 'nobody', by: 'Ada' } as { type: string });
		await tell(resume({ scope: 'card', gid: 'nobody' }));
		await tell(resume(all));
		await worker.invited('c1', 1);
		t.pass();
	}));
