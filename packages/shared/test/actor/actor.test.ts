import test from 'ava';
import { pino } from 'pino';
import { readDeadLetters } from '../../src/actor.ts';
import { WorkQueue } from '../../src/queue.ts';
import { startRedis, type TestRedis } from '../helpers/redis.ts';
import { Room } from '../helpers/room.ts';
import { until } from '../helpers/until.ts';

let redis: TestRedis;
test.before(async () => {
	redis = await startRedis();
});
test.after.always(() => redis[Symbol.asyncDispose]());

test('a message posted twice under one id is handled once (A2)', async (t) => {
	await using room = new Room(redis);
	const { notes } = await room.addActor('a');

	await room.post('a', { text: 'one' }, 'same-id');
	await room.post('a', { text: 'one' }, 'same-id');
	await room.post('a', { text: 'two' });

	await until('both are there', async () => (await notes()).includes('two'));
	await room.emptied('a');
	t.deepEqual(await notes(), ['one', 'two']);
});

test('one poisonous message in a batch is set aside with its reason, and the others go through', async (t) => {
	await using room = new Room(redis);
	const { actor, notes } = await room.addActor('a', { start: false });
	for (const text of ['one', 'poison', 'two', 'three']) await room.post('a', { text }, `id-${text}`);

	actor.start();

	await room.emptied('a');
	t.deepEqual(await notes(), ['one', 'two', 'three']);
	const [letter, ...more] = await readDeadLetters(redis.client, room.keys, 10);
	t.deepEqual(more, []);
	t.is(letter?.actor, 'a');
	t.regex(letter?.reason ?? '', /cannot swallow this/);
	t.is(JSON.parse(letter?.raw ?? '{}').id, 'id-poison');
});

test('what is no envelope, of another version, or not decodable is set aside and blocks nothing', async (t) => {
	await using room = new Room(redis);
	const { actor, notes } = await room.addActor('a', { start: false });
	const box = room.keys.mailbox('a', 'worker');
	await redis.client.xadd(box, '*', 'e', 'not json');
	await redis.client.xadd(box, '*', 'e', JSON.stringify({ id: 'x', v: 99, message: { type: 'note' } }));
	await redis.client.xadd(box, '*', 'other', 'field');
	const unknown = { id: 'y', v: 1, from: 'z', to: 'a', at: 1, message: { type: 'dance' } };
	await redis.client.xadd(box, '*', 'e', JSON.stringify(unknown));
	await room.post('a', { text: 'after' });

	actor.start();

	await room.emptied('a');
	t.deepEqual(await notes(), ['after']);
	const letters = await readDeadLetters(redis.client, room.keys, 10);
	t.deepEqual(letters.map((letter) => letter.raw).toReversed(), [
		'not json',
		JSON.stringify({ id: 'x', v: 99, message: { type: 'note' } }),
		'field',
		JSON.stringify(unknown),
	]);
	t.regex(letters[0]?.reason ?? '', /"note"/);
});

test('a store that takes no write sets nothing aside: the message waits until it does', async (t) => {
	await using room = new Room(redis);
	let warnings = 0;
	const log = pino({ level: 'warn' }, { write: () => void warnings++ });
	const { store, notes } = await room.addActor('a', { log });
	await store.db.schema.alterTable('generation').renameTo('hidden').execute();

	await room.post('a', { text: 'patient' });
	await until('it failed more often than a poisonous message may', () => warnings > 6);
	t.deepEqual(await readDeadLetters(redis.client, room.keys, 10), []);
	await store.db.schema.alterTable('hidden').renameTo('generation').execute();

	await room.emptied('a');
	t.deepEqual(await notes(), ['patient']);
});

test('messages of one sender are handled in the order they were sent', async (t) => {
	await using room = new Room(redis);
	const { actor } = await room.addActor('sender');
	const { notes } = await room.addActor('receiver');
	const texts = Array.from({ length: 300 }, (_, index) => `m${index}`);

	for (let from = 0; from < texts.length; from += 30) {
		const part = texts.slice(from, from + 30);
		await actor.act(async () =>
			part.map((text) => ({
				to: { actor: 'receiver' },
				message: { type: 'note', text } as { type: string },
			})),
		);
	}

	await until('all arrived', async () => (await notes()).length === texts.length);
	t.deepEqual(await notes(), texts);
});

test('messages and acts take turns, never two at a time (A3)', async (t) => {
	await using room = new Room(redis);
	let inside = 0;
	let most = 0;
	const occupy = async (): Promise<void> => {
		most = Math.max(most, ++inside);
		await new Promise((resolve) => setImmediate(resolve));
		inside--;
	};
	let handled = 0;
	const { actor } = await room.addActor('a', {
		async handle() {
			await occupy();
			handled++;
			return [];
		},
	});

	const acts: Promise<void>[] = [];
	for (let index = 0; index < 20; index++) {
		await room.post('a', { text: String(index) });
		acts.push(actor.act(async () => (await occupy(), [])));
	}
	await Promise.all(acts);

	await until('all were handled', () => handled === 20);
	t.is(most, 1);
});

test('an act that fails changes nothing, sends nothing, and holds nobody up', async (t) => {
	await using room = new Room(redis);
	const { actor, notes, store } = await room.addActor('a');

	await t.throwsAsync(
		actor.act(async (tx) => {
			await tx.insertInto('note').values({ text: 'half' }).execute();
			throw new Error('changed my mind');
		}),
		{ message: 'changed my mind' },
	);
	await actor.act(async (tx) => (await tx.insertInto('note').values({ text: 'whole' }).execute(), []));

	t.deepEqual(await notes(), ['whole']);
	t.deepEqual(await store.db.selectFrom('outbox').selectAll().execute(), []);
});

test('settle runs once for a whole batch, in its transaction', async (t) => {
	await using room = new Room(redis);
	const settled: number[] = [];
	const { actor, notes } = await room.addActor('a', {
		start: false,
		async settle(tx) {
			const { count } = await tx
				.selectFrom('note')
				.select((eb) => eb.fn.countAll<number>().as('count'))
				.executeTakeFirstOrThrow();
			settled.push(count);
			return [];
		},
	});
	for (let index = 0; index < 10; index++) await room.post('a', { text: String(index) });

	actor.start();

	await room.emptied('a');
	t.is((await notes()).length, 10);
	t.deepEqual(settled, [10]);
});

test('a volatile message is answered without the store', async (t) => {
	await using room = new Room(redis);
	const { store } = await room.addActor('a', {
		answer: async (message) =>
			message.text === 'ping'
				? [{ to: { actor: 'b' }, message: { type: 'note', text: 'pong' } as { type: string } }]
				: null,
	});
	const { notes } = await room.addActor('b');

	await room.post('a', { text: 'ping' });

	await until('the answer came', async () => (await notes()).includes('pong'));
	await room.emptied('a');
	t.deepEqual(await store.db.selectFrom('inbox').selectAll().execute(), []);
	t.deepEqual(await store.db.selectFrom('outbox').selectAll().execute(), []);
});

test('disposal finishes the message in hand and sends what it decided', async (t) => {
	await using room = new Room(redis);
	const entered = Promise.withResolvers<void>();
	const release = Promise.withResolvers<void>();
	const { actor, notes } = await room.addActor('a', {
		async handle(tx, message) {
			entered.resolve();
			await release.promise;
			await tx.insertInto('note').values({ text: message.text }).execute();
			return [{ to: { actor: 'b' }, message: { type: 'note', text: message.text } as { type: string } }];
		},
	});
	await room.post('a', { text: 'in hand' });
	await entered.promise;

	const disposed = actor[Symbol.asyncDispose]();
	release.resolve();
	await disposed;

	t.deepEqual(await notes(), ['in hand']);
	t.is(await redis.client.xlen(room.keys.mailbox('b', 'worker')), 1);
	const after = await room.addActor('b');
	await until('it arrived', async () => (await after.notes()).includes('in hand'));
});

test('an actor whose store was taken over stops, says so, and leaves the message to its successor (A4)', async (t) => {
	await using room = new Room(redis);
	const fatal = Promise.withResolvers<unknown>();
	const { actor } = await room.addActor('a', { onFatal: fatal.resolve });
	const successor = await room.addActor('a', { store: await room.openStore('a'), start: false });

	await room.post('a', { text: 'whose is this?' });
	t.like(await fatal.promise, { code: 'STORE_FENCED' });
	await actor[Symbol.asyncDispose]();
	t.deepEqual(await successor.notes(), []);

	successor.actor.start();
	await room.emptied('a');
	t.deepEqual(await successor.notes(), ['whose is this?']);
});

test('an act on a store that was taken over is fatal too', async (t) => {
	await using room = new Room(redis);
	const fatal = Promise.withResolvers<unknown>();
	const { actor } = await room.addActor('a', { onFatal: fatal.resolve });
	await room.openStore('a');

	await t.throwsAsync(
		actor.act(async () => []),
		{ code: 'STORE_FENCED' },
	);
	t.like(await fatal.promise, { code: 'STORE_FENCED' });
});

test('what can never be delivered is set aside, and does not hold up what follows it', async (t) => {
	await using room = new Room(redis);
	await using workQueue = new WorkQueue(redis.url, room.keys);
	const sends = async (name: string, queue?: WorkQueue): Promise<void> => {
		const { actor } = await room.addActor(name, queue === undefined ? {} : { workQueue: queue });
		await actor.act(async () => [
			{ to: { queue: 'work' }, message: { type: 'run.start' }, id: `no run from ${name}` },
			{ to: { actor: 'b' }, message: { type: 'note', text: name } as { type: string } },
		]);
	};
	const { notes } = await room.addActor('b');

	await sends('with-queue', workQueue);
	await until('the first came', async () => (await notes()).includes('with-queue'));
	await sends('without-queue');
	await until('the second came', async () => (await notes()).includes('without-queue'));

	const letters = await until('both were set aside', async () => {
		const found = await readDeadLetters(redis.client, room.keys, 10);
		return found.length === 2 && found;
	});
	t.deepEqual(
		letters.map(({ actor, raw }) => [actor, (JSON.parse(raw) as { id: string }).id]),
		[
			['without-queue', 'no run from without-queue'],
			['with-queue', 'no run from with-queue'],
		],
	);
});

test('a settle that fails costs no message: it is handled all the same, and loudly', async (t) => {
	await using room = new Room(redis);
	const said: string[] = [];
	const log = pino({ level: 'error' }, { write: (line) => void said.push(line) });
	let broken = true;
	const { notes } = await room.addActor('a', {
		log,
		async settle() {
			if (broken) throw new Error('no schedule possible');
			return [];
		},
	});

	await room.post('a', { text: 'one' });
	await room.emptied('a');
	broken = false;
	await room.post('a', { text: 'two' });
	await room.emptied('a');

	t.deepEqual(await notes(), ['one', 'two']);
	t.deepEqual(await readDeadLetters(redis.client, room.keys, 10), []);
	t.regex(said.join(''), /could not be settled/);
});
