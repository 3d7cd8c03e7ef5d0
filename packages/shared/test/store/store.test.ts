import { mkdirSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { once } from 'node:events';
import { join } from 'node:path';
import test, { type ExecutionContext } from 'ava';
import type { Kysely } from 'kysely';
import type { AegisError } from '../../src/errors.ts';
import { Store, type Migration, type StoreLocation } from '../../src/store.ts';
import { startPostgres, type TestPostgres } from '../helpers/postgres.ts';
import { hasPostgres, startRealPostgres, type RealPostgres } from '../helpers/real-postgres.ts';
import { makeTempDir } from '../helpers/temp-dir.ts';

interface Tables {
	thing: { name: string; size: number };
}

const first: Migration = {
	name: '100-thing',
	async up(db) {
		await db.schema.createTable('thing').addColumn('name', 'text').execute();
	},
};
const second: Migration = {
	name: '101-size',
	async up(db) {
		await db.schema
			.alterTable('thing')
			.addColumn('size', 'bigint', (column) => column.notNull().defaultTo(7))
			.execute();
	},
};

let postgres: TestPostgres;
let server: RealPostgres | undefined;
let schemas = 0;
test.before(async () => {
	postgres = await startPostgres();
	if (hasPostgres) server = await startRealPostgres();
});
test.after.always(() => postgres[Symbol.asyncDispose]());
test.after.always(() => server?.[Symbol.asyncDispose]());

/** The same test on each engine, the last a real server where one is installed; those of PGlite share one database and so take turns. */
function onEveryEngine(
	title: string,
	body: (t: ExecutionContext, location: StoreLocation) => Promise<void>,
): void {
	test(`sqlite: ${title}`, async (t) => {
		using folder = makeTempDir();
		await body(t, { engine: 'sqlite', file: join(folder.path, 'deep', 'er', 's.db') });
	});
	test.serial(`postgres: ${title}`, async (t) => {
		await postgres.wipe();
		await body(t, { engine: 'postgres', url: postgres.url, schema: 'public' });
	});
	(hasPostgres ? test : test.skip)(`a PostgreSQL server: ${title}`, async (t) => {
		await body(t, { engine: 'postgres', url: server?.url ?? '', schema: `Own-${++schemas}` });
	});
}

onEveryEngine(
	'migrates from empty, and from the previous version without losing a row',
	async (t, location) => {
		{
			await using store = await Store.open<Tables>(location, [first]);
			const then = store.db as unknown as Kysely<{ thing: { name: string } }>;
			await then.insertInto('thing').values({ name: 'old' }).execute();
		}
		await using store = await Store.open<Tables>(location, [first, second]);
		await store.transact(async (tx) => {
			await tx.insertInto('thing').values({ name: 'new', size: 8 }).execute();
		});

		t.deepEqual(await store.db.selectFrom('thing').selectAll().orderBy('size').execute(), [
			{ name: 'old', size: 7 },
			{ name: 'new', size: 8 },
		]);
	},
);

onEveryEngine("gets the runtime's own later tables too", async (t, location) => {
	{
		await using before = await Store.open<Tables>(location, []);
		await before.db.schema.dropTable('redis_seen').execute();
		const db = before.db as unknown as Kysely<{ migration: { name: string } }>;
		await db.deleteFrom('migration').where('name', '=', '000-runtime-redis-seen').execute();
	}
	await using store = await Store.open<Tables>(location, []);
	t.deepEqual(await store.db.selectFrom('redis_seen').selectAll().execute(), []);
});

onEveryEngine('a migration that fails leaves the schema as it was', async (t, location) => {
	const broken: Migration = {
		name: '102-broken',
		async up(db: Kysely<unknown>) {
			await db.schema.createTable('half').addColumn('x', 'text').execute();
			throw new Error('out of luck');
		},
	};
	const refused = await t.throwsAsync<AegisError>(Store.open<Tables>(location, [first, broken]));
	t.is(refused?.code, 'STORE_UNREADABLE');
	t.regex(refused?.message ?? '', /out of luck/);

	await using store = await Store.open<Tables>(location, [first]);
	const db = store.db as unknown as Kysely<{ half: { x: string } }>;
	await t.throwsAsync(db.selectFrom('half').selectAll().execute(), { message: /half/ });
});

onEveryEngine('a store of a newer version is refused', async (t, location) => {
	await (await Store.open<Tables>(location, [first, second]))[Symbol.asyncDispose]();

	const refused = await t.throwsAsync<AegisError>(Store.open<Tables>(location, [first]));

	t.like(refused, {
		code: 'STORE_TOO_NEW',
		exitCode: 4,
		message: 'The store was written by a newer Aegis (it has “101-size”).',
	});
});

onEveryEngine('the earlier opener is fenced, and writes nothing any more', async (t, location) => {
	await using earlier = await Store.open<Tables>(location, [first, second]);
	await earlier.transact(async () => {});
	await using later = await Store.open<Tables>(location, [first, second]);

	const write = (store: Store<Tables>): Promise<unknown> =>
		store.transact((tx) => tx.insertInto('thing').values({ name: 'x', size: 1 }).execute());
	await t.throwsAsync(write(earlier), { code: 'STORE_FENCED' });
	await t.throwsAsync(earlier.probe(), { code: 'STORE_FENCED' });
	await write(later);
	await later.probe();

	t.is((await later.db.selectFrom('thing').selectAll().execute()).length, 1);
});

onEveryEngine('a transaction that fails changes nothing', async (t, location) => {
	await using store = await Store.open<Tables>(location, [first, second]);

	await t.throwsAsync(
		store.transact(async (tx) => {
			await tx.insertInto('thing').values({ name: 'x', size: 1 }).execute();
			throw new Error('no');
		}),
	);

	t.deepEqual(await store.db.selectFrom('thing').selectAll().execute(), []);
});

onEveryEngine('gives whole numbers beyond 32 bits back as numbers', async (t, location) => {
	await using store = await Store.open<Tables>(location, [first, second]);
	const size = 1_790_000_000_000;
	await store.transact((tx) => tx.insertInto('thing').values({ name: 'x', size }).execute());

	t.is((await store.db.selectFrom('thing').select('size').executeTakeFirstOrThrow()).size, size);
});

onEveryEngine(
	'a character that no text of PostgreSQL can hold does not refuse the rest',
	async (t, location) => {
		await using store = await Store.open<Tables>(location, [first, second]);
		await store.transact((tx) => tx.insertInto('thing').values({ name: 'a\0b', size: 1 }).execute());

		const { name } = await store.db.selectFrom('thing').select('name').executeTakeFirstOrThrow();
		t.regex(name, /^a[\0\uFFFD]b$/);
	},
);

test('a file that is no store, and a folder in its place, are named with the fix', async (t) => {
	using folder = makeTempDir();
	const file = join(folder.path, 'not-a-store.db');
	writeFileSync(file, 'this is a letter, not a database, and long enough to be looked at as one'.repeat(50));
	mkdirSync(join(folder.path, 'folder.db'));

	for (const path of [file, join(folder.path, 'folder.db')]) {
		const refused = await t.throwsAsync<AegisError>(Store.open({ engine: 'sqlite', file: path }, []));
		t.like(refused, { code: 'STORE_UNREADABLE', exitCode: 4 });
		t.true(refused?.message.startsWith(`Cannot open the store ${path}: `));
	}
});

test('a PostgreSQL that does not answer is worth another try, and no password is said', async (t) => {
	const server = createServer().listen(0, '127.0.0.1');
	await once(server, 'listening');
	const { port } = server.address() as { port: number };
	server.close();
	await once(server, 'close');
	const url = `postgresql://me:hunter2@127.0.0.1:${port}/x`;

	const refused = await t.throwsAsync<AegisError>(Store.open({ engine: 'postgres', url, schema: 's' }, []));

	t.like(refused, { code: 'STORE_UNREADABLE', exitCode: 5 });
	t.false(`${refused?.message} ${refused?.fix}`.includes('hunter2'));
});
