import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { locateStore, Store } from '@aegis/shared/store';
import test from 'ava';
import { addWrite, finishWrite, listWrites, type BoardWrite } from '../../src/store/board-writes.ts';
import { migrations, type SyncerTables } from '../../src/store/tables.ts';

test('a command that was carried out is not kept again, whoever sends it once more', async (t) => {
	const folder = mkdtempSync(join(tmpdir(), 'aegis-writes-'));
	t.teardown(() => rmSync(folder, { recursive: true, force: true }));
	const at = locateStore({ databaseUrl: undefined, file: join(folder, 'project.db'), schema: 'p' });
	await using store = await Store.open<SyncerTables>(at, migrations);
	const write = (seq: number): BoardWrite => ({
		projectGid: '1',
		cardGid: '7',
		seq,
		epoch: 1,
		expectSection: null,
		change: {},
		comment: null,
	});
	await store.transact((tx) => addWrite(tx, write(2), 0));
	await store.transact((tx) => addWrite(tx, write(2), 0));
	t.deepEqual(await listWrites(store.db), [{ cardGid: '7', seq: 2 }]);

	await store.transact((tx) => finishWrite(tx, write(2), { outcome: 'applied', at: 0 }));
	for (const seq of [1, 2, 3]) await store.transact((tx) => addWrite(tx, write(seq), 0));

	t.deepEqual(await listWrites(store.db), [{ cardGid: '7', seq: 3 }]);
});
