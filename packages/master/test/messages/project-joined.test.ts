import test from 'ava';
import { Peer } from '@aegis/shared/actor';
import { createLogger } from '@aegis/shared/log';
import { ToSyncer, type ProjectBase } from '@aegis/shared/messages';
import { until } from '@aegis/shared/testing';
import { openMaster } from '../helpers/open-master.ts';
import { order } from '../helpers/person.ts';
import { ScriptedSyncer } from '../helpers/scripted-syncer.ts';
import { ScriptedWorker } from '../helpers/scripted-worker.ts';
import { openSite, projectGid } from '../helpers/site.ts';

test('a syncer with another store hears how far each card was written, and gets what never ended again', async (t) => {
	await using site = await openSite();
	await using master = await openMaster(site);
	await using worker = new ScriptedWorker(site);
	{
		await using syncer = new ScriptedSyncer(site);
		await syncer.add({ gid: 'c1' });
		await worker.invited('c1', 1);
		await until('all to be carried out', async () => {
			const card = await master.card('c1');
			return card !== null && card.seq > 0 && card.appliedSeq === card.seq;
		});
	}
	const before = (await master.card('c1'))?.seq ?? 0;
	// Nobody carries out what is commanded from here on.
	const bases: ProjectBase[] = [];
	const commands: number[] = [];
	await using heir = new Peer({
		name: `syncer.${projectGid}`,
		redisUrl: site.redisUrl,
		keys: site.keys,
		log: createLogger('test', { level: 'silent' }),
		onMessage: ({ message }) => {
			const heard = ToSyncer.parse(message);
			if (heard.type === 'project.base') bases.push(heard);
			if (heard.type === 'asana.apply') commands.push(heard.seq);
		},
	});
	heir.start();
	await order(site, { type: 'card.stop', cardGid: 'c1', by: 'Ada' } as { type: string });
	await until('a command', () => commands.length > 0);
	t.true((commands[0] ?? 0) > before);

	await heir.tell('master', { type: 'project.joined', projectGid, ask: 'q-1' } as { type: string });
	await until('the answer', () => bases.length > 0);
	const state = await master.card('c1');
	t.is(bases[0]?.ask, 'q-1');
	t.deepEqual(bases[0]?.cards, [{ cardGid: 'c1', appliedSeq: (commands[0] ?? 0) - 1 }]);
	t.deepEqual(
		bases[0]?.outstanding.map(({ seq }) => seq),
		commands.filter((seq) => seq <= (state?.seq ?? 0)),
	);

	// A command that is not kept any more counts as done.
	await master.store.db.deleteFrom('outbox').execute();
	await heir.tell('master', { type: 'project.joined', projectGid, ask: 'q-2' } as { type: string });
	await until('the second answer', () => bases.length > 1);
	t.deepEqual(bases[1]?.outstanding, []);
	t.deepEqual(bases[1]?.cards, [{ cardGid: 'c1', appliedSeq: state?.seq ?? -1 }]);
});
