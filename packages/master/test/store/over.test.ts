import test from 'ava';
import { Peer } from '@aegis/shared/actor';
import { createLogger } from '@aegis/shared/log';
import { SweepReply } from '@aegis/shared/messages';
import { until } from '@aegis/shared/testing';
import { goodOutcome } from '../helpers/cards.ts';
import { openMaster } from '../helpers/open-master.ts';
import { ScriptedSyncer } from '../helpers/scripted-syncer.ts';
import { ScriptedWorker } from '../helpers/scripted-worker.ts';
import { openSite, projectGid } from '../helpers/site.ts';

test.serial('only cards that are done or gone, at rest and unchanged for the age are over', async (t) => {
	await using site = await openSite();
	await using master = await openMaster(site);
	await using syncer = new ScriptedSyncer(site);
	await using worker = new ScriptedWorker(site);
	await syncer.add({ gid: 'done', section: 'Done', completed: true });
	await syncer.add({ gid: 'gone', section: 'Drafts' });
	await syncer.add({ gid: 'draft', section: 'Drafts' });
	await syncer.add({ gid: 'working' });
	const run = await worker.invited('working', 1);
	await worker.claim(run);
	await worker.finish(run, goodOutcome('Triage'));
	await until('the next run', async () => (await master.runs('working')).length === 2);
	syncer.boards.get('gone')?.remove();
	await syncer.tell('gone');
	await until('it is gone', async () => (await master.card('gone'))?.present === false);
	const settled = Date.now();
	// The clock must have gone on for an age of nothing to be over.
	await until('a later moment', () => Date.now() > settled);

	const log = createLogger('worker', { level: 'silent' });
	await using asking = new Peer({ name: 'worker-9', redisUrl: site.redisUrl, keys: site.keys, log });
	asking.start();
	const ask = async (question: object): Promise<SweepReply> => {
		const message = { type: 'sweep.ask', projectGid, cardGids: [], keepMs: 0, ...question };
		return SweepReply.parse((await asking.ask('master', message, { timeoutMs: 30_000 })).message);
	};
	const cardGids = ['done', 'gone', 'draft', 'working', 'unheard-of'];
	t.deepEqual((await ask({ cardGids })).over.toSorted(), ['done', 'gone']);
	t.deepEqual((await ask({ cardGids, keepMs: 60 * 60 * 1_000 })).over, []);
	t.deepEqual((await ask({ cardGids, projectGid: 'another' })).over, []);
	t.deepEqual((await ask({ projectGid: null })).sessions, ['session-1']);
});
