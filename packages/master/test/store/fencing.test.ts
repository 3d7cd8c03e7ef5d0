import test from 'ava';
import { until } from '@aegis/shared/testing';
import { openMaster } from '../helpers/open-master.ts';
import { ScriptedSyncer } from '../helpers/scripted-syncer.ts';
import { openSite } from '../helpers/site.ts';

test('a master whose store another has opened writes nothing more and ends', async (t) => {
	await using site = await openSite();
	await using syncer = new ScriptedSyncer(site);
	await using first = await openMaster(site);
	await using second = await openMaster(site);
	await syncer.add({ gid: 'c1' });
	await until('the card in the store', () => second.card('c1'));
	await t.throwsAsync(
		first.master.actor.act(async () => []),
		{ code: 'STORE_FENCED' },
	);
	await second.master.actor.act(async () => []);
	t.deepEqual(second.fatal, []);
});
