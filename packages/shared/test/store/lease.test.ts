import { setTimeout as sleep } from 'node:timers/promises';
import test, { type ExecutionContext } from 'ava';
import { nanoid } from 'nanoid';
import { Client } from 'pg';
import type { AegisError } from '../../src/errors.ts';
import { holdStoreLease, Store, type StoreLease } from '../../src/store.ts';
import { startChild } from '../helpers/child.ts';
import { hasPostgres, startRealPostgres, type RealPostgres } from '../helpers/real-postgres.ts';
import { until } from '../helpers/until.ts';

let postgres: RealPostgres | undefined;
test.before(async () => {
	if (hasPostgres) postgres = await startRealPostgres();
});
test.after.always(() => postgres?.[Symbol.asyncDispose]());

/** Skipped where no PostgreSQL server is installed. */
function onPostgres(title: string, body: (t: ExecutionContext, url: string) => Promise<void>): void {
	(hasPostgres ? test : test.skip)(title, (t) => body(t, postgres?.url ?? ''));
}

const freshSchema = (): string => `Lease-${nanoid(8)}`;

function contend(url: string, schema: string, ttlMs = 60_000) {
	const lost: string[] = [];
	const waits: string[] = [];
	const controller = new AbortController();
	const held: Promise<StoreLease> = holdStoreLease(
		{ engine: 'postgres', url, schema },
		{
			ttlMs,
			signal: controller.signal,
			onLost: (why) => lost.push(why),
			onWait: (holder) => waits.push(holder),
		},
	);
	held.catch(() => {});
	return { held, lost, waits, controller };
}

onPostgres(
	'two that want a lease that never was: one gets it, the other when it is released',
	async (t, url) => {
		const schema = freshSchema();
		const [one, other] = [contend(url, schema), contend(url, schema)];
		const first = await Promise.race([one.held.then(() => one), other.held.then(() => other)]);
		const second = first === one ? other : one;
		await until('the second says for whom it waits', () => second.waits.length > 0);
		t.regex(second.waits[0] ?? '', new RegExp(`^process ${process.pid} on `));
		t.true((await first.held).isProven());

		await (await first.held)[Symbol.asyncDispose]();

		t.false((await first.held).isProven());
		const next = await second.held;
		t.true(next.isProven());
		await next[Symbol.asyncDispose]();
		t.deepEqual([first.lost, second.lost], [[], []]);
	},
);

onPostgres('a lease is kept far beyond its length while its holder lives', async (t, url) => {
	const schema = freshSchema();
	const first = contend(url, schema, 2_500);
	await using lease = await first.held;
	const second = contend(url, schema, 2_500);

	t.is(await Promise.race([second.held.then(() => 'held'), sleep(7_000, 'waiting')]), 'waiting');

	t.true(lease.isProven());
	second.controller.abort(new Error('enough'));
	await t.throwsAsync(second.held);
});

onPostgres('a holder on this machine that was killed is not waited for', async (t, url) => {
	const schema = freshSchema();
	await using child = startChild('store-lease-holder.ts', [url, schema, '600000']);
	await child.line('held');
	child.process.kill('SIGKILL');
	await child.ended;

	await using lease = await contend(url, schema, 600_000).held;

	t.true(lease.isProven());
});

onPostgres(
	'a holder that is paused loses it after its length, and knows when it wakes; its open transaction stops nobody',
	async (t, url) => {
		const schema = freshSchema();
		await using child = startChild('store-lease-holder.ts', [url, schema, '1500', 'with-transaction']);
		await child.line('in transaction');
		child.process.kill('SIGSTOP');

		await using lease = await contend(url, schema, 1_500).held;
		await using store = await Store.open({ engine: 'postgres', url, schema }, []);
		await store.transact(async () => {});
		child.process.kill('SIGCONT');

		t.regex(await child.line('lost'), /could not be renewed in time/);
		t.is(await child.line('proven'), 'proven false');
		t.regex(await child.line('wrote'), /^wrote no/);
		t.true(lease.isProven());
	},
);

onPostgres('a database that is not there is worth another try', async (t, url) => {
	const nowhere = url.replace(/host=.*/, `host=${encodeURIComponent('/nowhere')}`);
	const error = await t.throwsAsync(contend(nowhere, freshSchema()).held, { code: 'STORE_UNREADABLE' });
	t.is((error as AegisError).exitCode, 5);
});

onPostgres('the holder is told when another has it', async (t, url) => {
	const schema = freshSchema();
	const { held, lost } = contend(url, schema, 2_000);
	await using lease = await held;
	const client = new Client({ connectionString: url });
	await client.connect();
	await client.query(`update "${schema}".lease set token = 'thief'`);
	await client.end();

	await until('it is told', () => lost.length > 0);

	t.deepEqual(lost, ['another has it']);
	t.false(lease.isProven());
});

onPostgres('stores whose schemas differ in case or have dashes are apart', async (t, url) => {
	const name = nanoid(6);
	const schemas = [`project_${name}-A`, `project_${name}-a`, `project ${name}`];
	await using stack = new AsyncDisposableStack();
	const stores: Store<object>[] = [];
	for (const schema of schemas)
		stores.push(stack.use(await Store.open({ engine: 'postgres', url, schema }, [])));
	for (const [index, store] of stores.entries())
		await store.transact((tx) =>
			tx
				.insertInto('inbox')
				.values({ id: schemas[index] ?? '', at: 1 })
				.execute(),
		);

	for (const [index, store] of stores.entries()) {
		const rows = await store.db.selectFrom('inbox').select('id').execute();
		t.deepEqual(rows, [{ id: schemas[index] ?? '' }]);
	}
});
