import { join } from 'node:path';
import test from 'ava';
import { sql } from 'kysely';
import { Store } from '@aegis/shared/store';
import { hasPostgres, makeTempDir, startRealPostgres, type RealPostgres } from '@aegis/shared/testing';
import { sqlMasterStore } from '../../src/store/sql-store.ts';
import { masterMigrations, type MasterTables } from '../../src/store/tables.ts';
import { testMasterStore } from '../contracts/master-store.ts';
import { openPostgres } from '../helpers/postgres.ts';

const schema = 'aegis_master';

let postgres: Awaited<ReturnType<typeof openPostgres>>;
let server: RealPostgres | undefined;
test.before(async () => {
	postgres = await openPostgres();
	if (hasPostgres) server = await startRealPostgres();
});
test.after.always(() => postgres[Symbol.asyncDispose]());
test.after.always(() => server?.[Symbol.asyncDispose]());

testMasterStore(test.serial, 'SQLite', async () => {
	const folder = makeTempDir();
	const file = join(folder.path, 'master.db');
	const store = await Store.open<MasterTables>({ engine: 'sqlite', file }, masterMigrations);
	return {
		store: sqlMasterStore(store),
		async [Symbol.asyncDispose]() {
			await store[Symbol.asyncDispose]();
			folder[Symbol.dispose]();
		},
	};
});

testMasterStore(test.serial, 'PGlite', () => openOn(postgres.url));

// Skipped where no PostgreSQL is installed.
testMasterStore(hasPostgres ? test.serial : test.skip, 'PostgreSQL', () => openOn(server?.url ?? ''));

async function openOn(url: string) {
	const store = await Store.open<MasterTables>({ engine: 'postgres', url, schema }, masterMigrations);
	return {
		store: sqlMasterStore(store),
		async [Symbol.asyncDispose]() {
			await sql`drop schema ${sql.id(schema)} cascade`.execute(store.db);
			await store[Symbol.asyncDispose]();
		},
	};
}
