import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { AsanaApply } from '@aegis/shared/messages';
import { locateStore, Store } from '@aegis/shared/store';
import test, { type ExecutionContext } from 'ava';
import { Mailbox } from '../src/mailbox.ts';
import { editFacts } from '../src/store/sql-facts.ts';
import { migrations, type SyncerTables } from '../src/store/tables.ts';

const command = (seq: number): AsanaApply => ({
	type: 'asana.apply',
	projectGid: 'p',
	cardGid: '7',
	seq,
	epoch: 1,
	expectSection: null,
	change: {},
	comment: null,
});

async function open(t: ExecutionContext) {
	const folder = mkdtempSync(join(tmpdir(), 'aegis-mailbox-'));
	t.teardown(() => rmSync(folder, { recursive: true, force: true }));
	const at = locateStore({ databaseUrl: undefined, file: join(folder, 'project.db'), schema: 'p' });
	const store = await Store.open<SyncerTables>(at, migrations);
	t.teardown(() => store[Symbol.asyncDispose]());
	let settled = true;
	const committed: string[] = [];
	const note = (type: string) => (): void => void committed.push(type);
	const mailbox = new Mailbox({
		tenure: { isSettled: async () => settled, settle: async () => {} },
		clock: { wall: () => 0 },
		onCommitted: {
			'asana.apply': note('asana.apply'),
			'project.resync': note('project.resync'),
			'project.base': note('project.base'),
		},
	});
	const edit = <Result>(body: (tx: ReturnType<typeof editFacts>) => Promise<Result>): Promise<Result> =>
		store.transact((tx) => body(editFacts(tx, 'p')));
	const hear = async (message: AsanaApply): Promise<void> => {
		await edit((tx) => mailbox.keep(tx, message));
		mailbox.committed();
	};
	const waiting = (): Promise<number[]> => edit(async (tx) => (await tx.listWrites()).map(({ seq }) => seq));
	return { hear, edit, waiting, committed, unsettle: () => (settled = false) };
}

test('a command that was carried out is not kept again, whoever sends it once more', async (t) => {
	const { hear, edit, waiting, committed } = await open(t);
	await hear(command(2));
	await edit((tx) => tx.finishWrite(command(2), { outcome: 'applied', at: 0 }));
	for (const seq of [1, 2, 3]) await hear(command(seq));
	t.deepEqual(await waiting(), [3]);
	t.deepEqual(committed, ['asana.apply', 'asana.apply']);
});

test('before the master has said where things stand no command is kept', async (t) => {
	const { hear, waiting, committed, unsettle } = await open(t);
	unsettle();
	await hear(command(1));
	t.deepEqual(await waiting(), []);
	t.deepEqual(committed, []);
});
