import test from 'ava';
import { machineClock } from '../../src/clock.ts';
import { keysFor, RedisGuard, sightOf, type GuardMemory, type RedisLoss } from '../../src/redis.ts';
import { startRedis } from '../helpers/redis.ts';

const keys = keysFor('t');

function remember(): GuardMemory & { state: string | null } {
	return {
		state: null,
		async recall() {
			return this.state;
		},
		async remember(state) {
			this.state = state;
		},
	};
}

test('a quiet Redis is no loss; a wiped, a restarted and a rolled-back one each are one', async (t) => {
	await using redis = await startRedis(['--appendonly', 'yes', '--appendfsync', 'always']);
	const losses: RedisLoss[] = [];
	const onLoss = async (why: RedisLoss): Promise<void> => void losses.push(why);
	// It looks only when it is told to.
	const options = { memory: remember(), onLoss, clock: machineClock, intervalMs: 1_000_000 };
	using guard = new RedisGuard(sightOf(redis.client, keys), options);

	await guard.look();
	await guard.look();
	t.deepEqual(losses, []);

	await redis.client.flushall();
	await guard.look();
	await guard.look();
	t.deepEqual(losses.splice(0), ['wiped']);

	await redis.client.set(keys.tick(), 1);
	await guard.look();
	await guard.look();
	t.deepEqual(losses.splice(0), ['rolled-back']);

	await redis.kill();
	await redis.start();
	await guard.look();
	await guard.look();
	t.deepEqual(losses.splice(0), ['rolled-back']);

	await redis.client.flushall();
	using successor = new RedisGuard(sightOf(redis.client, keys), options);
	await successor.look();
	t.deepEqual(losses.splice(0), ['wiped']);
});

test('a loss that could not be dealt with is told again', async (t) => {
	await using redis = await startRedis();
	let told = 0;
	const memory = remember();
	const onLoss = async (): Promise<void> => {
		if (++told === 1) throw new Error('the store is busy');
	};
	using guard = new RedisGuard(sightOf(redis.client, keys), {
		memory,
		onLoss,
		clock: machineClock,
		intervalMs: 1_000_000,
	});
	await guard.look();
	await redis.client.flushall();

	await guard.look();
	await guard.look();
	await guard.look();

	t.is(told, 2);
});
