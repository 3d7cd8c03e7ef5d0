import test from 'ava';
import type { RedisLoss } from '../../src/redis.ts';
import { startRedis } from '../helpers/redis.ts';
import { Room } from '../helpers/room.ts';
import { until } from '../helpers/until.ts';

test('FLUSHALL between delivery and consumption: sent again, handled once', async (t) => {
	await using redis = await startRedis();
	await using room = new Room(redis);
	const losses: RedisLoss[] = [];
	const sender = await room.addActor('a', { onRedisLoss: (why) => losses.push(why) });
	const receiver = await room.addActor('b', { start: false });
	await room.post('a', { text: 'early', tell: 'b' });
	await until(
		'it was delivered',
		async () => (await redis.client.xlen(room.keys.mailbox('b', 'worker'))) === 1,
	);
	await until('the guard has looked', () => redis.client.exists(room.keys.tick()).then(Boolean));

	await redis.client.flushall();
	receiver.actor.start();
	await until('the loss was noticed', () => losses.length > 0);
	await room.post('a', { text: 'late', tell: 'b' });

	await until('both arrived', async () => (await receiver.notes()).includes('late'));
	t.deepEqual(await receiver.notes(), ['early', 'late']);
	t.deepEqual(await sender.notes(), ['early', 'late']);
	t.deepEqual(losses, ['wiped']);
});

test('a wipe while the sender was down is noticed when it comes back', async (t) => {
	await using redis = await startRedis();
	await using room = new Room(redis);
	const { actor } = await room.addActor('a');
	await room.post('a', { text: 'lost?', tell: 'b' });
	await until(
		'it was delivered',
		async () => (await redis.client.xlen(room.keys.mailbox('b', 'worker'))) === 1,
	);
	await room.emptied('a');
	await actor[Symbol.asyncDispose]();

	await redis.client.flushall();
	const losses: RedisLoss[] = [];
	await room.addActor('a', { store: await room.openStore('a'), onRedisLoss: (why) => losses.push(why) });
	const receiver = await room.addActor('b');

	await until('it arrived', async () => (await receiver.notes()).includes('lost?'));
	t.deepEqual(losses, ['wiped']);
});

test('kill -9 of Redis loses what its file had not yet: sent again, handled once', async (t) => {
	// Nothing is flushed by itself here: the kill takes everything since the rewrite.
	await using redis = await startRedis(['--appendonly', 'yes', '--appendfsync', 'no']);
	await using room = new Room(redis);
	const losses: RedisLoss[] = [];
	await room.addActor('a', { onRedisLoss: (why) => losses.push(why) });
	await room.post('a', { text: 'kept', tell: 'b' });
	await until(
		'it was delivered',
		async () => (await redis.client.xlen(room.keys.mailbox('b', 'worker'))) === 1,
	);
	await room.emptied('a');
	await redis.client.config('SET', 'appendonly', 'no');
	await room.post('a', { text: 'lost', tell: 'b' });
	await until(
		'both were delivered',
		async () => (await redis.client.xlen(room.keys.mailbox('b', 'worker'))) === 2,
	);
	await room.emptied('a');

	await redis.kill();
	await redis.start();
	await until('the loss was noticed', () => losses.length > 0);
	const receiver = await room.addActor('b');

	await until('both arrived', async () => (await receiver.notes()).length >= 2);
	await room.emptied('b');
	t.deepEqual(await receiver.notes(), ['kept', 'lost']);
	t.is(losses[0], 'rolled-back');
});

test('Redis killed and started under load: nothing is lost, doubled or out of order', async (t) => {
	await using redis = await startRedis(['--appendonly', 'yes', '--appendfsync', 'everysec']);
	await using room = new Room(redis);
	const sender = await room.addActor('a');
	const receiver = await room.addActor('b');
	const texts = Array.from({ length: 120 }, (_, index) => `m${index}`);
	const tell = (text: string): Promise<void> =>
		sender.actor.act(async () => [
			{ to: { actor: 'b' }, message: { type: 'note', text } as { type: string } },
		]);

	for (const text of texts.slice(0, 60)) await tell(text);
	await redis.kill();
	for (const text of texts.slice(60)) await tell(text);
	await redis.start();

	await until('all arrived', async () => (await receiver.notes()).length >= texts.length, 15_000);
	await room.emptied('b');
	t.deepEqual(await receiver.notes(), texts);
});
