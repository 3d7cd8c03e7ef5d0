import test from 'ava';
import type { AegisError } from '../../src/errors.ts';
import { checkRedis, type Redis } from '../../src/redis.ts';
import { startRedis } from '../helpers/redis.ts';

test('a Redis with AOF and without eviction is accepted', async (t) => {
	await using redis = await startRedis(['--appendonly', 'yes']);
	const { version } = await checkRedis(redis.client, { allowUnsafe: false });
	t.regex(version, /^\d+\.\d+/);
});

test('a Redis that would lose messages is refused, saying which setting and how to go on', async (t) => {
	await using redis = await startRedis();
	const noAof = await t.throwsAsync<AegisError>(checkRedis(redis.client, { allowUnsafe: false }));
	t.like(noAof, {
		code: 'REDIS_UNSAFE',
		exitCode: 4,
		message:
			'This Redis has appendonly "no": it does not keep an append-only file and would lose messages in a crash.',
	});
	t.regex(noAof?.fix ?? '', /appendonly yes.*AEGIS_ALLOW_UNSAFE_REDIS=1/);

	await redis.client.config('SET', 'appendonly', 'yes');
	await redis.client.config('SET', 'maxmemory-policy', 'allkeys-lru');
	const evicts = await t.throwsAsync<AegisError>(checkRedis(redis.client, { allowUnsafe: false }));
	t.like(evicts, {
		code: 'REDIS_UNSAFE',
		message:
			'This Redis has maxmemory-policy "allkeys-lru": it evicts keys when memory is short and would lose messages.',
	});
	await t.notThrowsAsync(checkRedis(redis.client, { allowUnsafe: true }));
});

test('a Redis that hides its settings is taken at its word', async (t) => {
	await using redis = await startRedis();
	await redis.client.call('ACL', 'SETUSER', 'default', '-config');
	await t.notThrowsAsync(checkRedis(redis.client, { allowUnsafe: false }));
});

test('an old Redis is refused, however much is allowed', async (t) => {
	for (const version of ['5.0.14', '6.0.9', '2.8.0']) {
		// No old server is at hand: only what it says of itself is played.
		const old = { info: async () => `# Server\r\nredis_version:${version}\r\n` } as unknown as Redis;
		await t.throwsAsync(checkRedis(old, { allowUnsafe: true }), {
			code: 'REDIS_TOO_OLD',
			message: `This Redis is version ${version}; Aegis needs 6.2 or later.`,
		});
	}
});
