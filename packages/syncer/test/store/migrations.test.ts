import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Store } from '@aegis/shared/store';
import test from 'ava';
import { loadCursor } from '../../src/store/cursor.ts';
import { findCardsOfSteps, loadCards } from '../../src/store/mirror.ts';
import { migrations, type SyncerTables } from '../../src/store/tables.ts';

test('a store of the first version keeps its cards and is read anew, without telling everything again', async (t) => {
	const directory = mkdtempSync(join(tmpdir(), 'aegis-store-'));
	t.teardown(() => rmSync(directory, { recursive: true, force: true }));
	const location = { engine: 'sqlite' as const, file: join(directory, 's.db') };
	const old = { gid: '1', name: 'kept', section: 'Review', comments: [], modifiedAt: 'm' };
	{
		await using store = await Store.open<SyncerTables>(location, migrations.slice(0, 1));
		const card = { gid: '1', snapshot: JSON.stringify(old), comments_at: 'm' };
		await store.db.insertInto('card').values(card).execute();
		await store.db
			.insertInto('cursor')
			.values({ id: 1, sync: 'token', crawled_at: 1_900_000_000_000 })
			.execute();
	}
	await using store = await Store.open<SyncerTables>(location, migrations);
	const card = (await loadCards(store.db, ['1'])).get('1');
	t.is(card?.commentsAt, null);
	t.is(card?.lastMove, null);
	t.like(card?.snapshot, { ...old, priority: null, subtasks: [], attachments: [], movedByGid: null });
	t.deepEqual(await loadCursor(store.db), { sync: 'token', crawledAt: 1 });
	t.deepEqual(await findCardsOfSteps(store.db, ['1']), []);
});

test('an empty store of the first version was never read, and stays so', async (t) => {
	const directory = mkdtempSync(join(tmpdir(), 'aegis-store-'));
	t.teardown(() => rmSync(directory, { recursive: true, force: true }));
	const location = { engine: 'sqlite' as const, file: join(directory, 's.db') };
	{
		await using store = await Store.open<SyncerTables>(location, migrations.slice(0, 1));
		await store.db.insertInto('cursor').values({ id: 1, sync: null, crawled_at: 0 }).execute();
	}
	await using store = await Store.open<SyncerTables>(location, migrations);
	t.deepEqual(await loadCursor(store.db), { sync: null, crawledAt: 0 });
});
