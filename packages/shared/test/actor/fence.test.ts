import test from 'ava';
import { Room } from '../helpers/room.ts';
import { startRedis, type TestRedis } from '../helpers/redis.ts';
import { until } from '../helpers/until.ts';

let redis: TestRedis;
test.before(async () => {
	redis = await startRedis();
});
test.after.always(() => redis[Symbol.asyncDispose]());

test('an actor that was replaced says and acknowledges nothing more, and its successor hears it all', async (t) => {
	await using room = new Room(redis);
	const fenceKey = room.keys.fence('scribe');
	await redis.client.set(fenceKey, '1');
	const listener = await room.addActor('listener');
	const old = await room.addActor('scribe', { fence: { fenceKey, fence: 1 } });
	await room.post('scribe', { text: 'first', tell: 'listener' });
	await until('the first is heard', async () => (await listener.notes()).length === 1);
	await room.emptied('scribe');

	await redis.client.set(fenceKey, '2');
	await room.post('scribe', { text: 'second', tell: 'listener' });
	await until('the old one has handled it', async () => (await old.notes()).length === 2);
	await room.post('listener', { text: 'meanwhile' });
	await until('meanwhile is heard', async () => (await listener.notes()).includes('meanwhile'));
	t.false((await listener.notes()).includes('second'));
	t.is(await redis.client.xlen(room.keys.mailbox('scribe', 'worker')), 1);

	const store = await room.openStore('another machine');
	await room.addActor('scribe', { store, fence: { fenceKey, fence: 2 } });
	await until('the second is heard', async () => (await listener.notes()).includes('second'));
	t.is((await listener.notes()).filter((text) => text === 'second').length, 1);
});

test('a Redis that forgot who holds the lease stops nobody', async (t) => {
	await using room = new Room(redis);
	const listener = await room.addActor('listener');
	await room.addActor('scribe', { fence: { fenceKey: room.keys.fence('scribe'), fence: 7 } });
	await room.post('scribe', { text: 'said', tell: 'listener' });
	await until('it is heard', async () => (await listener.notes()).includes('said'));
	await room.emptied('scribe');
	t.pass();
});
