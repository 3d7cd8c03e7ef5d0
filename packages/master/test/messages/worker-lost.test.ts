import test from 'ava';
import { post } from '@aegis/shared/actor';
import { connectRedis, disconnect } from '@aegis/shared/redis';
import { until } from '@aegis/shared/testing';
import { openMaster } from '../helpers/open-master.ts';
import { ScriptedSyncer } from '../helpers/scripted-syncer.ts';
import { ScriptedWorker } from '../helpers/scripted-worker.ts';
import { openSite } from '../helpers/site.ts';

test.serial(
	'a supervisor elsewhere tells of a lost worker; told late, it costs no later run its lease',
	async (t) => {
		await using site = await openSite();
		await using master = await openMaster(site);
		await using syncer = new ScriptedSyncer(site);
		await using worker = new ScriptedWorker(site);
		await syncer.add({ gid: 'c1' });
		const run = await worker.invited('c1', 1);
		t.true((await worker.claim(run)).granted);
		const redis = connectRedis(site.redisUrl);
		t.teardown(() => disconnect(redis));
		const tell = (at: number, id: string): Promise<void> => {
			const message = {
				type: 'worker.lost',
				workerId: 'worker-1',
				incarnation: null,
				why: 'its process ended',
			};
			const envelope = { id, v: 1, from: 'standby', to: 'master', at, message };
			return post(redis, site.keys, { actor: 'master', from: 'standby' }, JSON.stringify(envelope));
		};

		await tell(Date.now() - 60_000, 'late');
		t.deepEqual((await worker.beat()).held, [run.runId]);

		worker.fallSilent();
		await tell(Date.now() + 1, 'now');
		await until('the run is lost', async () => (await master.runs('c1'))[0]?.outcome === 'lost');
		t.is((await worker.invited('c1', 2)).cardGid, 'c1');
	},
);
