import test from 'ava';
import { startChild } from '../helpers/child.ts';
import { readNotes } from '../helpers/note-actor.ts';
import { startRedis, type TestRedis } from '../helpers/redis.ts';
import { Room } from '../helpers/room.ts';
import { until } from '../helpers/until.ts';

let redis: TestRedis;
test.before(async () => {
	redis = await startRedis();
});
test.after.always(() => redis[Symbol.asyncDispose]());

for (const dies of ['before-commit', 'after-commit']) {
	test(`kill -9 ${dies}: handled once, and its outbox is delivered (A1, A2, A4)`, async (t) => {
		await using room = new Room(redis);
		await room.post('a', { text: 'one', tell: 'b' });
		await room.post('a', { text: 'two', tell: 'b' });
		const args = ['a', room.storeFile('a'), redis.url, room.keys.prefix];
		await using victim = startChild('note-actor.ts', [...args, dies]);
		t.is(await victim.ended, 'SIGKILL');
		t.is(await redis.client.xlen(room.keys.mailbox('a', 'worker')), 2);
		t.is(await redis.client.xlen(room.keys.mailbox('b', 'worker')), 0);

		const successor = await room.addActor('a');
		const receiver = await room.addActor('b');
		await room.post('a', { text: 'three', tell: 'b' });

		await until('all arrived', async () => (await receiver.notes()).includes('three'));
		t.deepEqual(await successor.notes(), ['one', 'two', 'three']);
		t.deepEqual(await receiver.notes(), ['one', 'two', 'three']);
		await room.emptied('a');
	});
}

test('kill -9 again and again while messages flow: each is handled once, in order', async (t) => {
	await using room = new Room(redis);
	const texts = Array.from({ length: 200 }, (_, index) => `m${index}`);
	const args = ['a', room.storeFile('a'), redis.url, room.keys.prefix];
	const receiver = await room.addActor('b');

	let posted = 0;
	for (let round = 0; round < 3; round++) {
		await using child = startChild('note-actor.ts', args);
		await child.line('started');
		for (const until_ = posted + 50; posted < until_; posted++)
			await room.post('a', { text: texts[posted] ?? '', tell: 'b' });
		child.process.kill('SIGKILL');
		await child.ended;
	}
	for (; posted < texts.length; posted++) await room.post('a', { text: texts[posted] ?? '', tell: 'b' });
	const survivor = await room.addActor('a');

	await until('all arrived', async () => (await receiver.notes()).length >= texts.length);
	await room.emptied('a');
	t.deepEqual(await survivor.notes(), texts);
	t.deepEqual(await receiver.notes(), texts);
});

test('messages already posted by kill -9 of the receiver are read by its successor first, in order', async (t) => {
	await using room = new Room(redis);
	const store = await room.openStore('a');
	t.deepEqual(await readNotes(store), []);
	const blocked = Promise.withResolvers<never>();
	const dead = await room.addActor('a', { store, handle: () => blocked.promise });
	for (const text of ['one', 'two']) await room.post('a', { text });
	await until('they are in hand', async () => {
		const summary = (await redis.client
			.xpending(room.keys.mailbox('a', 'worker'), 'actor')
			.catch(() => [0])) as [number];
		return summary[0] === 2;
	});

	await room.post('a', { text: 'three' });
	blocked.reject(new Error('gone'));
	await dead.actor[Symbol.asyncDispose]();
	const successor = await room.addActor('a', { store: await room.openStore('a') });

	await until('all are there', async () => (await successor.notes()).length === 3);
	t.deepEqual(await successor.notes(), ['one', 'two', 'three']);
});
