import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chownSync, existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import test, { type ExecutionContext } from 'ava';
import { nanoid } from 'nanoid';
import { Client } from 'pg';
import type { AegisError } from '../../src/errors.ts';
import { holdStoreLease, Store, type Migration } from '../../src/store.ts';
import { hasPostgres, postgresUser, startRealPostgres, type RealPostgres } from '../helpers/real-postgres.ts';
import { until } from '../helpers/until.ts';

interface Tables {
	thing: { name: string };
}

const migrations: readonly Migration[] = [
	{
		name: '100-thing',
		async up(db) {
			await db.schema.createTable('thing').addColumn('name', 'text').execute();
		},
	},
];

let postgres: RealPostgres | undefined;
test.before(async () => {
	if (hasPostgres) postgres = await startRealPostgres();
});
test.after.always(() => postgres?.[Symbol.asyncDispose]());

/** Skipped where no PostgreSQL server is installed. */
function onPostgres(title: string, body: (t: ExecutionContext, server: RealPostgres) => Promise<void>): void {
	(hasPostgres ? test : test.skip)(title, (t) => body(t, postgres as RealPostgres));
}

async function ask(url: string, ...texts: readonly string[]): Promise<Record<string, unknown>[]> {
	const client = new Client({ connectionString: url });
	await client.connect();
	try {
		let rows: Record<string, unknown>[] = [];
		for (const text of texts) ({ rows } = await client.query<Record<string, unknown>>(text));
		return rows;
	} finally {
		await client.end();
	}
}

/** What a master and a syncer do with a store, from the lease to a row that is read back. */
async function useStore(url: string, schema: string): Promise<void> {
	const location = { engine: 'postgres', url, schema } as const;
	const never = new AbortController().signal;
	await using _ = await holdStoreLease(location, { ttlMs: 60_000, signal: never, onLost: () => {} });
	for (const name of ['one', 'two']) {
		await using store = await Store.open<Tables>(location, migrations);
		await store.transact((tx) => tx.insertInto('thing').values({ name }).execute());
		await store.identify();
	}
	await using store = await Store.open<Tables>(location, migrations);
	const rows = await store.db.selectFrom('thing').select('name').orderBy('name').execute();
	if (rows.map(({ name }) => name).join(' ') !== 'one two') throw new Error(JSON.stringify(rows));
}

const tablesOf = (url: string, schema: string): Promise<Record<string, unknown>[]> =>
	ask(url, `select tablename from pg_tables where schemaname = '${schema}' order by tablename`);

onPostgres('the options of an address are its own, and the store is where it belongs', async (t, server) => {
	const schema = `Mixed-${nanoid(6)}`;
	const before = await tablesOf(server.url, 'public');

	await useStore(
		`${server.url}&options=${encodeURIComponent('-c search_path=public -c work_mem=8MB')}`,
		schema,
	);

	t.deepEqual(await tablesOf(server.url, 'public'), before);
	t.true((await tablesOf(server.url, schema)).some(({ tablename }) => tablename === 'thing'));
});

onPostgres('a role that may make no schema uses the one that was made for it', async (t, server) => {
	const schema = `made_${nanoid(6).toLowerCase().replaceAll('-', '_')}`;
	await ask(
		server.url,
		`create role modest login password 'pass word'`,
		`create schema "${schema}" authorization modest`,
	);

	await useStore(server.urlOf('modest', 'pass word'), schema);
	t.true((await tablesOf(server.url, schema)).some(({ tablename }) => tablename === 'lease'));

	const elsewhere = {
		engine: 'postgres',
		url: server.urlOf('modest', 'pass word'),
		schema: 'unmade',
	} as const;
	const refused = await t.throwsAsync<AegisError>(Store.open(elsewhere, []));
	t.like(refused, { code: 'STORE_UNREADABLE', exitCode: 4 });
	t.regex(refused?.fix ?? '', /Grant it CREATE on the database, or make the schemas/);
});

onPostgres('a start that cannot succeed says why, and is not tried again', async (t, server) => {
	await ask(server.url, `create role known login password 'right'`);
	const refusals: [string, RegExp][] = [
		[server.urlOf('known', 'wrong'), /refused the password/],
		[server.urlOf('known', ''), /refused the password/],
		[server.urlOf('nobody-of-that-name', 'x'), /refused the password/],
		[server.url.replace('/postgres?', '/no-such-database?'), /Make the database first/],
		[`${server.url}&options=${encodeURIComponent('-c nonsense')}`, /psql/],
	];
	for (const [url, fix] of refusals) {
		const location = { engine: 'postgres', url, schema: 'x' } as const;
		const refused = await t.throwsAsync<AegisError>(Store.open(location, []), undefined, url);
		t.like(refused, { code: 'STORE_UNREADABLE', exitCode: 4 });
		t.regex(refused?.fix ?? '', fix, refused?.message);
		t.false(`${refused?.message} ${refused?.fix}`.includes('wrong'));
	}
});

const pooler = ['/usr/sbin/pgbouncer', '/usr/bin/pgbouncer', '/opt/homebrew/bin/pgbouncer'].find((file) =>
	existsSync(file),
);

/** PgBouncer in front of a server; its URL. */
async function openPooler(
	server: RealPostgres,
	mode: string,
): Promise<{ readonly url: string } & AsyncDisposable> {
	const folder = join(server.folder, `pooler-${nanoid(6)}`);
	mkdirSync(folder);
	const lines = [
		'[databases]',
		`postgres = host=${server.folder} user=aegis`,
		'[pgbouncer]',
		'listen_addr =',
		`unix_socket_dir = ${folder}`,
		'auth_type = any',
		`pool_mode = ${mode}`,
		// One connection for everybody: whatever a session keeps would be another's.
		'default_pool_size = 2',
		'server_idle_timeout = 1',
	];
	writeFileSync(join(folder, 'pooler.ini'), `${lines.join('\n')}\n`);
	if (postgresUser.uid !== undefined) chownSync(folder, postgresUser.uid, postgresUser.gid);
	const child = spawn(pooler ?? '', ['-q', join(folder, 'pooler.ini')], { ...postgresUser, stdio: 'ignore' });
	const gone = once(child, 'exit');
	await until('the pooler to listen', () => existsSync(join(folder, '.s.PGSQL.6432')), 30_000);
	return {
		url: `postgresql://aegis@localhost:6432/postgres?host=${encodeURIComponent(folder)}`,
		async [Symbol.asyncDispose]() {
			child.kill('SIGKILL');
			await gone;
		},
	};
}

function throughPooler(
	title: string,
	body: (t: ExecutionContext, server: RealPostgres) => Promise<void>,
): void {
	if (pooler === undefined) test.skip(`${title} (no pgbouncer is installed)`, () => {});
	else onPostgres(title, body);
}

for (const mode of ['transaction', 'session'])
	throughPooler(`a pooler of ${mode}s may stand in front`, async (t, server) => {
		await using door = await openPooler(server, mode);
		await useStore(door.url, `pooled-${mode}`);
		t.true((await tablesOf(server.url, `pooled-${mode}`)).length > 0);
		t.deepEqual(await tablesOf(server.url, 'public'), []);
	});

throughPooler('a pooler of statements is refused in one sentence', async (t, server) => {
	await using door = await openPooler(server, 'statement');
	const refused = await t.throwsAsync<AegisError>(useStore(door.url, 'pooled-statement'));
	t.like(refused, { code: 'STORE_UNREADABLE', exitCode: 4 });
	t.regex(refused?.fix ?? '', /set pool_mode to transaction or session/, refused?.message);
});

throughPooler('options in the address that a pooler refuses are named', async (t, server) => {
	await using door = await openPooler(server, 'transaction');
	const url = `${door.url}&options=${encodeURIComponent('-c work_mem=8MB')}`;
	const refused = await t.throwsAsync<AegisError>(useStore(url, 'pooled-options'));
	t.like(refused, { code: 'STORE_UNREADABLE', exitCode: 4 });
	t.regex(refused?.fix ?? '', /take it \(as options=…\) out of DATABASE_URL/, refused?.message);
});
