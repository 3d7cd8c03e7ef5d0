import test from 'ava';
import { connectMaster } from '@aegis/shared/api';
import { connectRedis, disconnect } from '@aegis/shared/redis';
import { until } from '@aegis/shared/testing';
import { MasterProcess } from './helpers/master-process.ts';
import { ScriptedSyncer } from './helpers/scripted-syncer.ts';
import { ScriptedWorker } from './helpers/scripted-worker.ts';
import { openSite } from './helpers/site.ts';

test.serial('while Redis is full nothing starts, everybody sees why, and after it all goes on', async (t) => {
	await using site = await openSite();
	await using syncer = new ScriptedSyncer(site);
	await using worker = new ScriptedWorker(site);
	await using _ = await new MasterProcess(site).ready();
	const redis = connectRedis(site.redisUrl);
	t.teardown(() => disconnect(redis));
	const status = () => connectMaster(site.home).status();
	await until('the worker', async () => (await status()).workers.length === 1);
	await redis.config('SET', 'maxmemory', '1');
	await until('the trouble is seen', async () => (await status()).troubles.length === 1);
	t.regex((await status()).troubles[0]?.text ?? '', /^Redis is out of memory/);
	t.deepEqual(worker.invitations, []);

	await redis.config('SET', 'maxmemory', '0');
	await until('it is over', async () => (await status()).troubles.length === 0);
	await syncer.add({ gid: 'c1' });
	await worker.invited('c1', 1);
	t.is(worker.invitations.length, 1);
});

test.serial('a master that finds no Redis serves its status and says so, until there is one', async (t) => {
	await using site = await openSite();
	await using _ = await new MasterProcess(site, { REDIS_URL: `${site.redisUrl}.missing` }).ready();

	const { troubles } = await connectMaster(site.home).status();

	t.regex(troubles[0]?.text ?? '', /^Redis cannot be reached/);
});

test.serial('a second home on the same Redis and prefix is refused', async (t) => {
	await using site = await openSite();
	await using another = await openSite();
	await using _ = await new MasterProcess(site).ready();
	await using second = new MasterProcess(site, { AEGIS_HOME: another.home.root });
	t.is(await second.exit(), 4);
	t.is(second.lines.findLast(({ level }) => level === 'fatal')?.code, 'PREFIX_IN_USE');
});
