import test from 'ava';
import { publishLive, subscribeLive, subscribeWake } from '../../src/live.ts';
import type { LiveEvent } from '../../src/messages.ts';
import { keysFor } from '../../src/redis.ts';
import { startRedis } from '../helpers/redis.ts';
import { until } from '../helpers/until.ts';

const keys = keysFor('t');

test('what is published reaches whoever looks, and what is no event does not', async (t) => {
	await using redis = await startRedis();
	const got: LiveEvent[] = [];
	await using _ = subscribeLive(redis.url, keys, (event) => got.push(event));
	const listeners = async (): Promise<boolean> => (await redis.client.pubsub('NUMSUB', keys.live()))[1] === 1;
	await until('it listens', listeners);

	await redis.client.publish(keys.live(), 'not json');
	await redis.client.publish(keys.live(), '{"type":"unknown"}');
	const event: LiveEvent = { type: 'card.changed', at: 1, cardGid: 'c', projectGid: 'p' };
	publishLive(redis.client, keys, event);

	await until('it came', () => got.length > 0);
	t.deepEqual(got, [event]);

	await redis.kill();
	await redis.start();
	await until('it listens again', listeners);
	publishLive(redis.client, keys, { type: 'workers.changed', at: 2 });
	await until('the next came', () => got.length > 1);
});

test('a wake-up reaches its own project alone', async (t) => {
	await using redis = await startRedis();
	let mine = 0;
	let others = 0;
	await using _one = subscribeWake(redis.url, keys, '1', () => mine++);
	await using _two = subscribeWake(redis.url, keys, '2', () => others++);
	await until('both listen', async () => {
		const counts = await redis.client.pubsub('NUMSUB', keys.wake('1'), keys.wake('2'));
		return counts[1] === 1 && counts[3] === 1;
	});

	await redis.client.publish(keys.wake('1'), '');
	await until('it woke', () => mine === 1);
	await redis.client.publish(keys.wake('2'), '');
	await until('the other woke', () => others === 1);

	t.is(mine, 1);
});

test('publishing where nobody answers is no error', async (t) => {
	await using redis = await startRedis();
	await redis.kill();
	t.notThrows(() => publishLive(redis.client, keys, { type: 'workers.changed', at: 1 }));
});
