import test from 'ava';
import { connectRedis, disconnect } from '../../src/redis.ts';
import { openBlackHole } from '../helpers/black-hole.ts';
import { startRedis } from '../helpers/redis.ts';

test('an address that is no Redis address is a usage error that does not repeat it', (t) => {
	for (const url of ['localhost:6379', 'http://h', '', '/path/redis.sock', 'secret-password']) {
		const error = t.throws(() => connectRedis(url), { code: 'REDIS_URL_INVALID' });
		t.is(
			error.message,
			'REDIS_URL is not a Redis address: it must start with redis://, rediss:// or unix://.',
		);
	}
});

test('a socket and a TCP address reach the same server, under the name given', async (t) => {
	await using redis = await startRedis();
	await using network = await openBlackHole(redis.socket);
	for (const url of [redis.url, network.redisUrl]) {
		const connection = connectRedis(url, { name: 'me' });
		t.is(await connection.ping(), 'PONG');
		t.is(await connection.client('GETNAME'), 'me');
		disconnect(connection);
	}
});

test('a connection survives the server being killed and started again', async (t) => {
	await using redis = await startRedis();
	await redis.client.set('x', '1');
	await redis.kill();
	const asked = redis.client.ping();
	await redis.start();
	t.is(await asked, 'PONG');
});
