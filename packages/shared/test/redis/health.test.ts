import test, { type ExecutionContext } from 'ava';
import { connectRedis, disconnect, keysFor, RedisHealth, type RedisTrouble } from '../../src/redis.ts';
import type { AegisError } from '../../src/errors.ts';
import { openBlackHole } from '../helpers/black-hole.ts';
import { startRedis } from '../helpers/redis.ts';
import { until } from '../helpers/until.ts';

const safe = ['--appendonly', 'yes'];

async function look(t: ExecutionContext, url: string) {
	const redis = connectRedis(url);
	const changes: (RedisTrouble['kind'] | null)[] = [];
	const unsafe: string[] = [];
	const health = await RedisHealth.start(redis, keysFor('t'), {
		allowUnsafe: false,
		onUnsafe: (error: AegisError) => unsafe.push(error.code),
		onChange: (trouble) => changes.push(trouble?.kind ?? null),
	}).catch((error: unknown) => {
		disconnect(redis);
		throw error;
	});
	t.teardown(() => {
		health[Symbol.dispose]();
		disconnect(redis);
	});
	return { health, changes, unsafe };
}

test('out of memory is told while it lasts, once', async (t) => {
	await using redis = await startRedis(safe);
	const { health, changes } = await look(t, redis.url);
	t.is(health.trouble, null);

	await redis.client.config('SET', 'maxmemory', '1');
	await until('it is noticed', () => health.trouble !== null);
	t.like(health.trouble, { kind: 'out-of-memory' });
	t.regex(health.trouble?.text ?? '', /^Redis is out of memory/);

	await redis.client.config('SET', 'maxmemory', '0');
	await until('it is over', () => health.trouble === null);
	t.deepEqual(changes, ['out-of-memory', null]);
});

test('a server that is gone, and one behind a black hole, cannot be reached', async (t) => {
	await using redis = await startRedis(safe);
	await using network = await openBlackHole(redis.socket);
	const near = await look(t, redis.url);
	const far = await look(t, network.redisUrl);

	network.swallow();
	await until('the black hole is noticed', () => far.health.trouble?.kind === 'unreachable');
	t.is(near.health.trouble, null);
	network.restore();
	await until('the way is open again', () => far.health.trouble === null);

	await redis.kill();
	await until('the end is noticed', () => near.health.trouble?.kind === 'unreachable');
	await redis.start();
	await until('it is back', () => near.health.trouble === null);
});

test('a server that takes no writes says why', async (t) => {
	await using redis = await startRedis(safe);
	const { health } = await look(t, redis.url);

	await redis.client.config('SET', 'min-replicas-to-write', '3');

	await until('it is noticed', () => health.trouble?.kind === 'refuses');
	t.regex(health.trouble?.text ?? '', /NOREPLICAS/);
});

test('an unsafe server is refused at the start, and when it comes later', async (t) => {
	await using redis = await startRedis();
	await t.throwsAsync(look(t, redis.url), { code: 'REDIS_UNSAFE' });

	await redis.kill();
	const { health, unsafe } = await look(t, redis.url);
	t.like(health.trouble, { kind: 'unreachable' });
	await redis.start();
	await until('it is refused', () => unsafe.length > 0);
	t.is(unsafe[0], 'REDIS_UNSAFE');
});
