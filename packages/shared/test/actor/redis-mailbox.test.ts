import test from 'ava';
import { RedisMailbox, post } from '../../src/actor.ts';
import { connectRedis, disconnect, keysFor, type Redis } from '../../src/redis.ts';
import { startRedis, type TestRedis } from '../helpers/redis.ts';
import { until } from '../helpers/until.ts';

let redis: TestRedis;
test.before(async () => {
	redis = await startRedis();
});
test.after.always(() => redis[Symbol.asyncDispose]());

function open(
	actor: string,
	{ rereadMs = 5_000, redis: acknowledging = redis.client }: { rereadMs?: number; redis?: Redis } = {},
): { mailbox: RedisMailbox; drop: () => void; send: (id: string) => Promise<void> } & Disposable {
	const keys = keysFor('t');
	const blocking = connectRedis(redis.url, { blocking: true, name: actor });
	const mailbox = new RedisMailbox({ blocking, redis: acknowledging, keys, actor, rereadMs });
	const envelope = { v: 1, from: 'x', to: actor, at: 1, message: { type: 'note' } };
	return {
		mailbox,
		drop: () => disconnect(blocking),
		send: (id) => post(redis.client, keys, { actor, from: 'x' }, JSON.stringify({ ...envelope, id })),
		[Symbol.dispose]: () => disconnect(blocking),
	};
}

/** A connection on which what is acknowledged gets to Redis once `gate` opens, as over a slow line. */
function acknowledgingAfter(gate: Promise<void>): Redis {
	const late = () => {
		const commands = redis.client.multi();
		const exec = commands.exec.bind(commands);
		commands.exec = () => gate.then(() => exec());
		return commands;
	};
	return new Proxy(redis.client, {
		get: (client, name) => (name === 'multi' ? late : (Reflect.get(client, name, client) as unknown)),
	});
}

/** Reads until something comes: opening the group and running out of old entries give an empty batch each. */
async function readIds(mailbox: RedisMailbox, count = 10): Promise<string[]> {
	const deliveries = await until('a delivery', async () => {
		const batch = await mailbox.read(count, 50);
		return batch.length > 0 && batch;
	});
	return deliveries.map((delivery) => delivery.envelope?.id ?? '');
}

test('a successor gets what was left unacknowledged first, in order, then what is new', async (t) => {
	using first = open('order');
	for (const id of ['1', '2', '3']) await first.send(id);
	t.deepEqual(await readIds(first.mailbox, 2), ['1', '2']);
	first.drop();

	using second = open('order');
	t.deepEqual(await readIds(second.mailbox, 1), ['1']);
	// The third was given to this one with the first, behind what was old: it waits for its turn.
	t.deepEqual(await readIds(second.mailbox, 10), ['2', '3']);
	await second.send('4');
	t.deepEqual(await readIds(second.mailbox, 10), ['4']);
});

test('what is being acknowledged does not come again, and holds nothing up that is new', async (t) => {
	const gate = Promise.withResolvers<void>();
	using box = open('late-ack', { rereadMs: 0, redis: acknowledgingAfter(gate.promise) });
	await box.send('1');
	const handled = await until('a delivery', async () => {
		const batch = await box.mailbox.read(10, 50);
		return batch.length > 0 && batch;
	});

	box.mailbox.acknowledgeSoon(handled);
	t.deepEqual(await box.mailbox.read(10, 50), []);
	await box.send('2');

	t.deepEqual(await readIds(box.mailbox), ['2']);
	gate.resolve();
	await box.mailbox.acknowledged();
	t.deepEqual(await readIds(box.mailbox), ['2'], 'read again, as nobody acknowledged it');
});

test('a mailbox that nobody had opened before is heard with its second read', async (t) => {
	using box = open('first');
	await box.send('1');

	t.deepEqual(await box.mailbox.read(10, 50), [], 'there was no group');
	const [delivery] = await box.mailbox.read(10, 50);

	t.is(delivery?.envelope?.id, '1', 'what is old and what is new are asked for at once');
});

test('what is acknowledged is gone from the stream', async (t) => {
	using box = open('ack');
	await box.send('1');
	const batch = await until('it', async () => {
		const read = await box.mailbox.read(10, 50);
		return read.length > 0 && read;
	});

	await box.mailbox.acknowledge(batch);

	t.is(await redis.client.xlen(keysFor('t').mailbox('ack', 'worker')), 0);
});

test('rewinding gives what was read and not acknowledged once more', async (t) => {
	using box = open('rewind');
	await box.send('1');
	t.deepEqual(await readIds(box.mailbox), ['1']);

	box.mailbox.rewind();
	await box.send('2');

	t.deepEqual(await readIds(box.mailbox), ['1']);
	t.deepEqual(await readIds(box.mailbox), ['2']);
});

test('a group that a wipe took away is made again, and what came since is read', async (t) => {
	using box = open('nogroup');
	await box.send('1');
	t.deepEqual(await readIds(box.mailbox), ['1']);

	await redis.client.del(keysFor('t').mailbox('nogroup', 'worker'));
	await box.send('2');

	t.deepEqual(await readIds(box.mailbox), ['2']);
});

test('what was on its way when the connection broke is read again, before what is new', async (t) => {
	using box = open('broken');
	await box.send('1');
	t.deepEqual(await readIds(box.mailbox), ['1']);
	const waiting = box.mailbox.read(10, 30_000);
	const clients = await until('it waits', async () => {
		const list = (await redis.client.client('LIST')) as string;
		return list.split('\n').find((line) => line.includes('name=broken') && line.includes('cmd=xreadgroup'));
	});

	await redis.client.client('KILL', 'ID', /id=(\d+)/.exec(clients)?.[1] ?? '');
	await box.send('2');
	await waiting;

	t.deepEqual(await readIds(box.mailbox), ['1', '2']);
});

test('what a predecessor that still runs was given and did not handle is found, though nobody starts anew', async (t) => {
	using zombie = open('taken');
	using successor = open('taken', { rereadMs: 100 });
	t.deepEqual(await successor.mailbox.read(10, 1), [], 'it is past what was there before');
	await zombie.send('1');
	t.deepEqual(await readIds(zombie.mailbox), ['1']);

	t.deepEqual(await readIds(successor.mailbox), ['1']);
});
