import { join } from 'node:path';
import { locateStore, Store } from '@aegis/shared/store';
import { hasPostgres, makeTempDir, startRealPostgres, type RealPostgres } from '@aegis/shared/testing';
import test, { type ExecutionContext, type TestFn } from 'ava';
import { editFacts, readFacts } from '../../src/store/sql-facts.ts';
import { migrations, type SyncerTables } from '../../src/store/tables.ts';
import { testProjectFacts, type OpenedFacts } from '../contracts/project-facts.ts';

let server: RealPostgres | undefined;
test.before(async () => {
	if (hasPostgres) server = await startRealPostgres();
});
test.after.always(() => server?.[Symbol.asyncDispose]());

testProjectFacts(test, (t) => openFacts(t, undefined));

// A PostgreSQL server, where one is installed.
const named = (title: string, body: (t: ExecutionContext) => Promise<void>): void =>
	(hasPostgres ? test : test.skip)(`on PostgreSQL: ${title}`, body);
testProjectFacts(named as TestFn, (t) => openFacts(t, server?.url));

let stores = 0;
async function openFacts(t: ExecutionContext, databaseUrl: string | undefined): Promise<OpenedFacts> {
	const schema = `aegis_project_${++stores}`;
	const folder = makeTempDir();
	t.teardown(() => folder[Symbol.dispose]());
	const at = locateStore({ databaseUrl, file: join(folder.path, 'project.db'), schema });
	const store = await Store.open<SyncerTables>(at, migrations);
	t.teardown(() => store[Symbol.asyncDispose]());
	return {
		facts: readFacts(store.db, 'p'),
		edit: (body) => store.transact((tx) => body(editFacts(tx, 'p'))),
	};
}
