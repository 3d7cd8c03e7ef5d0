import test from 'ava';
import { EffectRecord } from '@aegis/shared/effects';
import { until } from '@aegis/shared/testing';
import { goodOutcome } from '../helpers/cards.ts';
import { openMaster, type OpenMaster } from '../helpers/open-master.ts';
import { ScriptedSyncer } from '../helpers/scripted-syncer.ts';
import { ScriptedWorker } from '../helpers/scripted-worker.ts';
import { openSite } from '../helpers/site.ts';

async function readTold({ store }: OpenMaster): Promise<EffectRecord[]> {
	const rows = await store.db.selectFrom('effect').select('body').orderBy('seq').execute();
	return rows.map(({ body }) => EffectRecord.parse(JSON.parse(body)));
}

test('a run is told by its reservation, its grant and its one settlement, with the epoch', async (t) => {
	await using site = await openSite();
	await using master = await openMaster(site);
	await using syncer = new ScriptedSyncer(site);
	await using worker = new ScriptedWorker(site);
	await syncer.add({ gid: 'c1' });
	const run = await worker.invited('c1', 1);
	await worker.claim(run);
	await worker.finish(run, goodOutcome('Triage'), 0.25);
	await worker.finish(run, goodOutcome('Triage'), 0.25);
	await worker.invited('c1', 2);

	const told = (await readTold(master)).filter((effect) => 'run' in effect && effect.run === run.runId);
	t.deepEqual(
		told.map(({ kind }) => kind),
		['reserve', 'granted', 'settle'],
	);
	t.like(told, [
		{ card: 'c1', epoch: 1, usd: 2, spentUsd: 0, capUsd: 2, service: 'master' },
		{ epoch: 1, worker: 'worker-1' },
		{ usd: 0.25, known: true },
	]);
});

test('a person’s move and what it cancels are told, and a lost run', async (t) => {
	await using site = await openSite();
	await using master = await openMaster(site, { leaseMs: 15_000 });
	await using syncer = new ScriptedSyncer(site);
	await using worker = new ScriptedWorker(site);
	await syncer.add({ gid: 'c1' });
	const run = await worker.invited('c1', 1);
	await worker.claim(run);
	await syncer.edit('c1', { section: 'Drafts' });
	const told = async (kind: string) =>
		(await readTold(master)).find((effect) => effect.kind === kind) ?? undefined;
	t.like(await until('the cancel', () => told('cancel')), { run: run.runId });
	t.like(await told('person'), { card: 'c1', section: 'Drafts' });
	t.like(await until('the loss', () => told('lost')), { run: run.runId });
});
