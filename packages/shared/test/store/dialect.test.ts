import test from 'ava';
import { locateStore } from '../../src/store.ts';

test('SQLite unless DATABASE_URL names PostgreSQL', (t) => {
	const place = { file: '/x.db', schema: 'aegis_master' };
	const sqlite = { engine: 'sqlite', file: '/x.db' };
	t.deepEqual(locateStore({ ...place, databaseUrl: undefined }), sqlite as never);
	t.deepEqual(locateStore({ ...place, databaseUrl: '' }), sqlite as never);
	for (const databaseUrl of ['postgres://h/d', 'postgresql://h/d']) {
		t.deepEqual(locateStore({ ...place, databaseUrl }), {
			engine: 'postgres',
			url: databaseUrl,
			schema: 'aegis_master',
		});
	}
});

test('another kind of DATABASE_URL is a usage error', (t) => {
	t.throws(() => locateStore({ databaseUrl: 'mysql://h/d', file: '/x', schema: 's' }), {
		code: 'DATABASE_URL_INVALID',
	});
});
