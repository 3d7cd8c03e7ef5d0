import { locateStore, Store } from '@aegis/shared/store';
import test from 'ava';
import { editFacts, readFacts } from '../../src/store/sql-facts.ts';
import { migrations, type SyncerTables } from '../../src/store/tables.ts';
import { testProjectFacts } from '../contracts/project-facts.ts';

testProjectFacts(test, async (t) => {
	const at = locateStore({ databaseUrl: undefined, file: ':memory:', schema: 'p' });
	const store = await Store.open<SyncerTables>(at, migrations);
	t.teardown(() => store[Symbol.asyncDispose]());
	return {
		facts: readFacts(store.db, 'p'),
		edit: (body) => store.transact((tx) => body(editFacts(tx, 'p'))),
	};
});
