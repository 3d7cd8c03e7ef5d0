import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { BoardComment } from '@aegis/shared/domain';
import { machineChance, machineClock } from '@aegis/shared/clock';
import { createLogger } from '@aegis/shared/log';
import { locateStore, Store } from '@aegis/shared/store';
import test from 'ava';
import type { SyncerActor } from '../../src/reading/recorder.ts';
import type { CardDetails } from '../../src/reading/card-details.ts';
import { addWrite, listWrites } from '../../src/store/board-writes.ts';
import { readFacts } from '../../src/store/sql-facts.ts';
import { migrations, type SyncerTables } from '../../src/store/tables.ts';
import type { Workbench } from '../../src/writing/carry-out.ts';
import { WriteLoop } from '../../src/writing/write-loop.ts';

const comment: BoardComment = { ref: 'run-1.1', persona: 'Triage', headline: 'Ready.', facts: [], body: '' };
const task = { memberships: [{ projectGid: '1', sectionGid: '2', sectionName: 'Ready Queue' }], fields: [] };

test('a command that comes early does not have what an earlier process may have begun done as new', async (t) => {
	const folder = mkdtempSync(join(tmpdir(), 'aegis-write-loop-'));
	t.teardown(() => rmSync(folder, { recursive: true, force: true }));
	const at = locateStore({ databaseUrl: undefined, file: join(folder, 'project.db'), schema: 'p' });
	await using store = await Store.open<SyncerTables>(at, migrations);
	const write = { projectGid: '1', cardGid: '7', seq: 1, epoch: 1, expectSection: null, change: {}, comment };
	await store.transact((tx) => addWrite(tx, write, 0));

	const asked = Promise.withResolvers<string>();
	const silent = { ok: false, failure: { kind: 'unavailable', message: 'no answer' } };
	const ask = (what: string) => async () => (asked.resolve(what), silent);
	const bench = {
		clock: machineClock,
		chance: machineChance,
		observations: { begin: () => 0 },
		schema: { get: async () => ({ map: { fieldless: false, fields: {} } }) },
		reads: { task: async () => ({ ok: true, value: task }), stories: ask('looks for the comment') },
		writes: { postComment: ask('posts it') },
	};
	await using loop = new WriteLoop({
		bench: bench as unknown as Workbench,
		details: {} as CardDetails,
		actor: {} as SyncerActor,
		facts: readFacts(store.db, '1'),
		projectGid: '1',
		log: createLogger('test', { level: 'silent' }),
		onFatal: (error) => asked.reject(error),
	});
	loop.nudge();
	// One after the other: a command that was begun is by now.
	for (let reads = 0; reads < 20; reads++) await listWrites(store.db);
	await loop.inherit();
	loop.nudge();
	t.is(await asked.promise, 'looks for the comment');
});
