import test from 'ava';
import { until } from '@aegis/shared/testing';
import { findCards } from '../../src/api/find-cards.ts';
import { openMaster } from '../helpers/open-master.ts';
import { ScriptedSyncer } from '../helpers/scripted-syncer.ts';
import { openSite, projectGid } from '../helpers/site.ts';

test('cards are found by the words of their names in any order and case, by gid, and by project', async (t) => {
	await using site = await openSite();
	await using master = await openMaster(site);
	await using syncer = new ScriptedSyncer(site);
	await syncer.add({ gid: '11', name: 'Print a Receipt', section: 'Drafts' });
	await syncer.add({ gid: '12', name: 'Round prices', section: 'Drafts' });
	await until('both cards', async () => (await master.card('11')) && (await master.card('12')));
	const sources = { db: master.store.db, projects: master.projects };
	const find = async (q: string, project?: string) =>
		(await findCards(sources, { q, project, limit: 10 })).map(({ gid }) => gid).toSorted();

	t.deepEqual(await find(''), ['11', '12']);
	t.deepEqual(await find('receipt PRINT'), ['11']);
	t.deepEqual(await find('12'), ['12']);
	t.deepEqual(await find('%'), ['11', '12'], 'no wildcard of SQL is taken for one');
	t.deepEqual(await find('receipt round'), []);
	t.deepEqual(await find('', projectGid), ['11', '12']);
	t.deepEqual(await find('', 'elsewhere'), []);
});
