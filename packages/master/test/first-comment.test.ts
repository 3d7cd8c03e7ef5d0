import test from 'ava';
import { until } from '@aegis/shared/testing';
import { openMaster } from './helpers/open-master.ts';
import { ScriptedSyncer } from './helpers/scripted-syncer.ts';
import { ScriptedWorker } from './helpers/scripted-worker.ts';
import { openSite } from './helpers/site.ts';

test('while all workers are busy a moved card is answered too, and once', async (t) => {
	await using site = await openSite();
	await using master = await openMaster(site);
	await using syncer = new ScriptedSyncer(site);
	await using worker = new ScriptedWorker(site);
	await syncer.add({ gid: 'c1' });
	const run = await worker.invited('c1', 1);
	await worker.claim(run);
	await syncer.add({ gid: 'c2' });
	const words = await until('the first comment', () => {
		const spoken = syncer.commands.filter(({ cardGid, comment }) => cardGid === 'c2' && comment !== null);
		return spoken.length > 0 && spoken;
	});
	t.regex(words[0]?.comment?.headline ?? '', /^Seen, and not begun yet\. No idle worker \(1 busy\)\.$/);
	t.is((await master.runs('c2')).length, 0);
	await worker.finish(run, { kind: 'cancelled', why: 'enough' });
	const next = await worker.invited('c2', 1);
	t.is(next.agent, 'Triage');
	await until('the start', () => syncer.card('c2')?.swarmStatus === 'Running');
	const spoken = syncer.commands.filter(({ cardGid, comment }) => cardGid === 'c2' && comment !== null);
	t.is(new Set(spoken.map(({ comment }) => comment?.ref)).size, 1);
});
