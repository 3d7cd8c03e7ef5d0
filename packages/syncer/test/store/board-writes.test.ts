import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { locateStore, Store } from '@aegis/shared/store';
import test, { type ExecutionContext } from 'ava';
import {
	addWrite,
	finishWrite,
	listWrites,
	nextWrites,
	type BoardWrite,
} from '../../src/store/board-writes.ts';
import { migrations, type SyncerTables } from '../../src/store/tables.ts';

const write = (seq: number): BoardWrite => ({
	projectGid: '1',
	cardGid: '7',
	seq,
	epoch: 1,
	expectSection: null,
	change: {},
	comment: null,
});

function makeStore(t: ExecutionContext): Promise<Store<SyncerTables>> {
	const folder = mkdtempSync(join(tmpdir(), 'aegis-writes-'));
	t.teardown(() => rmSync(folder, { recursive: true, force: true }));
	const at = locateStore({ databaseUrl: undefined, file: join(folder, 'project.db'), schema: 'p' });
	return Store.open<SyncerTables>(at, migrations);
}

test('a command that comes twice is kept once', async (t) => {
	await using store = await makeStore(t);
	await store.transact((tx) => addWrite(tx, write(2), 0));
	await store.transact((tx) => addWrite(tx, write(2), 0));
	t.deepEqual(await listWrites(store.db), [{ cardGid: '7', seq: 2 }]);
});

test('one that was waited for long enough and comes while the next is carried out is not carried out after it', async (t) => {
	await using store = await makeStore(t);
	await store.transact((tx) => addWrite(tx, write(1), 0));
	await store.transact((tx) => finishWrite(tx, write(1), { outcome: 'applied', at: 0 }));
	await store.transact((tx) => addWrite(tx, write(3), 0));
	t.like(await nextWrites(store.db, '1', '7', 0), { kind: 'gap' });
	t.like(await nextWrites(store.db, '1', '7', 60_000), { kind: 'writes', writes: [{ seq: 3 }] });

	// It is being carried out.
	for (const seq of [2, 4]) await store.transact((tx) => addWrite(tx, write(seq), 60_000));
	await store.transact((tx) => finishWrite(tx, write(3), { outcome: 'applied', at: 0 }));

	t.like(await nextWrites(store.db, '1', '7', 60_000), { kind: 'writes', writes: [{ seq: 4 }] });
	t.deepEqual(await listWrites(store.db), [{ cardGid: '7', seq: 4 }]);
});
