import test from 'ava';
import { appendOutbox, OutboxDrain, retentionMs, type Deliver } from '../../src/actor.ts';
import { machineChance, machineClock } from '../../src/clock.ts';
import type { RuntimeTables, Store } from '../../src/store.ts';
import { openNotes } from '../helpers/note-actor.ts';
import { makeTempDir } from '../helpers/temp-dir.ts';
import { until } from '../helpers/until.ts';
import { join } from 'node:path';
import type { Kysely } from 'kysely';

interface Opened extends AsyncDisposable {
	readonly store: Store<object>;
	readonly db: Kysely<RuntimeTables>;
	/** Puts messages with these ids into the outbox. */
	append(ids: readonly string[]): Promise<void>;
}

async function open(): Promise<Opened> {
	const folder = makeTempDir();
	const store = await openNotes(join(folder.path, 's.db'));
	const db = store.db as unknown as Kysely<RuntimeTables>;
	return {
		store: store as unknown as Store<object>,
		db,
		append: (ids) =>
			db.transaction().execute((tx) =>
				appendOutbox(
					store.journal,
					tx as never,
					ids.map((id) => ({ to: { actor: 'a' }, message: { type: 'x' }, id })),
					{ from: 'me', at: 1, chance: machineChance },
				),
			),
		async [Symbol.asyncDispose]() {
			await store[Symbol.asyncDispose]();
			folder[Symbol.dispose]();
		},
	};
}

function collect(into: string[]): Deliver {
	return async (batch) => void into.push(...batch.map((row) => row.id));
}

test('a delivery that fails is tried again, in order, until it succeeds', async (t) => {
	await using opened = await open();
	const got: string[] = [];
	const errors: unknown[] = [];
	const flaky: Deliver = async (batch) => {
		if (errors.length < 2) throw new Error('not now');
		await collect(got)(batch);
	};
	await using drain = new OutboxDrain(opened.store, flaky, {
		clock: machineClock,
		onError: (error) => errors.push(error),
	});
	await opened.append(['1', '2']);

	drain.nudge();
	await until('it failed', () => errors.length > 0);
	await opened.append(['3']);

	await until('all were sent', () => got.length >= 3);
	t.deepEqual(got, ['1', '2', '3']);
});

test('the same id is put into the outbox once', async (t) => {
	await using opened = await open();
	await opened.append(['1']);
	await opened.append(['1', '2']);
	t.is((await opened.db.selectFrom('outbox').select('id').execute()).length, 2);
});

test('what was on its way when Redis lost it is sent again', async (t) => {
	await using opened = await open();
	const got: string[] = [];
	const onItsWay = Promise.withResolvers<void>();
	const release = Promise.withResolvers<void>();
	const slow: Deliver = async (batch) => {
		await collect(got)(batch);
		onItsWay.resolve();
		await release.promise;
	};
	await using drain = new OutboxDrain(opened.store, slow, { clock: machineClock, onError: () => {} });
	await opened.append(['1']);
	drain.nudge();
	await onItsWay.promise;

	const resent = drain.resendAll();
	release.resolve();
	await resent;

	await until('it came again', () => got.length === 2);
	t.deepEqual(got, ['1', '1']);
});

test('what was delivered is marked in the next transaction, and what was not is not', async (t) => {
	await using opened = await open();
	const got: string[] = [];
	await using drain = new OutboxDrain(opened.store, collect(got), { clock: machineClock, onError: () => {} });
	await opened.append(['1']);
	drain.nudge();
	await until('it was sent', () => got.length === 1);
	await opened.append(['2']);

	await opened.db.transaction().execute((tx) => drain.mark(tx));
	drain.marked();

	const unsent = await opened.db.selectFrom('outbox').select('id').where('sent_at', 'is', null).execute();
	t.deepEqual(unsent, [{ id: '2' }]);
	drain.nudge();
	await until('the other was sent', () => got.length === 2);
	t.deepEqual(got, ['1', '2']);
});

test('disposal sends what was committed last', async (t) => {
	await using opened = await open();
	const got: string[] = [];
	const drain = new OutboxDrain(opened.store, collect(got), { clock: machineClock, onError: () => {} });
	drain.nudge();
	await opened.append(['1']);
	drain.nudge();

	await drain[Symbol.asyncDispose]();

	t.deepEqual(got, ['1']);
	await opened.append(['2']);
	drain.nudge();
	t.deepEqual(await opened.db.selectFrom('outbox').select('id').where('sent_at', 'is', null).execute(), [
		{ id: '2' },
	]);
});

test('what was sent and seen long ago is forgotten, what was not sent never is', async (t) => {
	await using opened = await open();
	const now = 100 * retentionMs;
	const row = { address: 'actor/a', envelope: '{}', at: 1 };
	const sentAt = { old: now - retentionMs - 1, recent: now - retentionMs + 1, unsent: null };
	for (const [id, sent_at] of Object.entries(sentAt))
		await opened.db
			.insertInto('outbox')
			.values({ ...row, id, sent_at })
			.execute();
	for (const [id, age] of Object.entries({ old: 2 * retentionMs + 1, recent: retentionMs + 1 }))
		await opened.db
			.insertInto('inbox')
			.values({ id, at: now - age })
			.execute();
	await using drain = new OutboxDrain(opened.store, collect([]), { clock: machineClock, onError: () => {} });

	await drain.prune(now);

	t.deepEqual(await opened.db.selectFrom('outbox').select('id').orderBy('seq').execute(), [
		{ id: 'recent' },
		{ id: 'unsent' },
	]);
	t.deepEqual(await opened.db.selectFrom('inbox').select('id').execute(), [{ id: 'recent' }]);
});
