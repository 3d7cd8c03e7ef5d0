import test from 'ava';
import { until } from '@aegis/shared/testing';
import { findReceipt, listReceipts } from '../../src/store/receipts.ts';
import { openMaster } from '../helpers/open-master.ts';
import { order } from '../helpers/person.ts';
import { ScriptedSyncer } from '../helpers/scripted-syncer.ts';
import { ScriptedWorker } from '../helpers/scripted-worker.ts';
import { openSite } from '../helpers/site.ts';

test('orders are carried out once, written to the board, and each leaves its receipt', async (t) => {
	await using site = await openSite();
	await using master = await openMaster(site);
	await using syncer = new ScriptedSyncer(site);
	await using worker = new ScriptedWorker(site);
	const tell = (act: object, id: string, cardGid = 'c1') =>
		order(site, { type: 'card.order', cardGid, act, by: 'Ada' } as { type: string }, id);
	await syncer.add({ gid: 'c1', section: 'Clarification Needed' });
	await until('the card', async () => (await master.card('c1')) !== null);

	await tell({ kind: 'comment', text: 'Tabs.' }, 'o1');
	await tell({ kind: 'comment', text: 'Tabs.' }, 'o1');
	await worker.invited('c1', 1);
	const said = syncer.commands.filter(({ comment }) => comment?.body === 'Tabs.');
	t.is(new Set(said.map(({ seq }) => seq)).size, 1, 'the same order twice is one');
	t.is(said[0]?.comment?.operator, 'Ada');
	t.like(await findReceipt(master.store.db, 'o1'), {
		accepted: true,
		by: 'Ada',
		kind: 'comment',
		cardGid: 'c1',
	});

	await tell({ kind: 'approve', head: 'abc' }, 'o2');
	const refused = await until('the refusal', () => findReceipt(master.store.db, 'o2'));
	t.false(refused.accepted);
	await tell({ kind: 'stop' }, 'o3', 'nobody-knows');
	t.false((await until('the refusal', () => findReceipt(master.store.db, 'o3'))).accepted);

	await tell({ kind: 'stop' }, 'o4');
	await until('the stop', async () => (await master.card('c1'))?.hold !== null);
	t.deepEqual(
		(await listReceipts(master.store.db, 'c1')).map(({ orderId }) => orderId),
		['o1', 'o2', 'o4'],
	);
});
