import { setTimeout as sleep } from 'node:timers/promises';
import test, { type ExecutionContext } from 'ava';
import { nanoid } from 'nanoid';
import { connectRedis, disconnect, holdLease, keysFor, type Keys, type Redis } from '../../src/redis.ts';
import { startChild } from '../helpers/child.ts';
import { openBlackHole } from '../helpers/black-hole.ts';
import { startRedis, type TestRedis } from '../helpers/redis.ts';
import { until } from '../helpers/until.ts';

let redis: TestRedis;
test.before(async () => {
	redis = await startRedis();
});
test.after.always(() => redis[Symbol.asyncDispose]());

interface Contender {
	readonly held: Promise<{ fence: number; release(): Promise<void> }>;
	readonly lost: string[];
	readonly signal: AbortController;
}

/** Wants the lease; at the end of the test it is let go, whatever became of it. */
function contend(
	t: ExecutionContext,
	keys: Keys,
	options: { ttlMs?: number; through?: Redis } = {},
): Contender {
	const lost: string[] = [];
	const controller = new AbortController();
	const held = holdLease({
		redis: options.through ?? redis.client,
		keys,
		name: 'throne',
		ttlMs: options.ttlMs ?? 10_000,
		signal: controller.signal,
		onLost: (why) => lost.push(why),
	});
	t.teardown(async () => {
		controller.abort(new Error('the test is over'));
		const lease = await held.catch(() => null);
		if (lost.length === 0) await lease?.release();
	});
	return { held, lost, signal: controller };
}

const freshKeys = (): Keys => keysFor(`t-${nanoid(8)}`);

test('the second contender waits for the release, and its fence is higher', async (t) => {
	const keys = freshKeys();
	const first = await contend(t, keys).held;
	const second = contend(t, keys);
	const early = await Promise.race([second.held.then(() => 'held'), sleep(50, 'waiting')]);
	t.is(early, 'waiting');

	await first.release();

	const next = await second.held;
	t.true(next.fence > first.fence);
	await next.release();
	t.is(await redis.client.exists(keys.lease('throne')), 0);
});

test('waiting ends with the signal', async (t) => {
	const keys = freshKeys();
	await contend(t, keys).held;
	const second = contend(t, keys);

	second.signal.abort(new Error('never mind'));

	await t.throwsAsync(second.held, { message: 'never mind' });
});

test('a holder of another machine that has died is waited for until its lease expires', async (t) => {
	const keys = freshKeys();
	const holder = JSON.stringify({
		pid: 1,
		startTime: '1',
		bootId: 'elsewhere',
		host: 'elsewhere',
		token: 'x',
	});
	await redis.client.hset(keys.lease('throne'), 'token', 'x', 'holder', holder);
	await redis.client.pexpire(keys.lease('throne'), 400);
	const from = performance.now();

	await contend(t, keys, { ttlMs: 400 }).held;

	t.true(performance.now() - from >= 390);
});

test('a holder on this machine that was killed is not waited for', async (t) => {
	const keys = freshKeys();
	await using child = startChild('lease-holder.ts', [redis.url, keys.prefix, '60000']);
	const fence = Number((await child.line('fence')).split(' ')[1]);
	child.process.kill('SIGKILL');
	await child.ended;

	const lease = await contend(t, keys, { ttlMs: 60_000 }).held;

	t.is(lease.fence, fence + 1);
});

test('a holder that is alive keeps its lease far beyond its length', async (t) => {
	const keys = freshKeys();
	const first = contend(t, keys, { ttlMs: 2_500 });
	const lease = await first.held;
	const second = contend(t, keys, { ttlMs: 2_500 });

	t.is(await Promise.race([second.held.then(() => 'held'), sleep(7_000, 'waiting')]), 'waiting');

	t.deepEqual(first.lost, []);
	await lease.release();
	await second.held;
});

test('a holder whose lease another took is told once', async (t) => {
	const keys = freshKeys();
	const { held, lost } = contend(t, keys, { ttlMs: 3_000 });
	await held;

	await redis.client.hset(keys.lease('throne'), 'token', 'thief', 'holder', '{}');
	await redis.client.persist(keys.lease('throne'));

	await until('it was told', () => lost.length > 0);
	await sleep(2_000);
	t.deepEqual(lost, ['another holder took the lease']);
	t.is(await redis.client.hget(keys.lease('throne'), 'token'), 'thief');
});

test('a holder that Redis does not answer gives up before Redis gives its lease away', async (t) => {
	const keys = freshKeys();
	await using network = await openBlackHole(redis.socket);
	const through = connectRedis(network.redisUrl);
	t.teardown(() => disconnect(through));
	const { held, lost } = contend(t, keys, { ttlMs: 1_200, through });
	await held;

	network.swallow();

	await until('it was told', () => lost.length > 0);
	t.deepEqual(lost, ['the lease could not be renewed in time']);
	await contend(t, keys).held;
});

test('a wiped Redis does not cost the holder its lease', async (t) => {
	await using own = await startRedis();
	const keys = freshKeys();
	const { held, lost } = contend(t, keys, { ttlMs: 3_000, through: own.client });
	await held;
	const token = await own.client.hget(keys.lease('throne'), 'token');

	await own.client.flushall();

	await until(
		'it is held again',
		async () => (await own.client.hget(keys.lease('throne'), 'token')) === token,
	);
	await sleep(4_000);
	t.deepEqual(lost, []);
	t.is(await own.client.hget(keys.lease('throne'), 'token'), token);
});
