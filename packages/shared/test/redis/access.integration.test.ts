import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test, { type ExecutionContext } from 'ava';
import { post, readDeadLetters } from '../../src/actor.ts';
import { openWorkQueueView, consumeWork, WorkQueue } from '../../src/queue.ts';
import {
	addressFor,
	connectRedis,
	disconnect,
	keysFor,
	prepareUsers,
	redisRoles,
	type Redis,
	type RedisRole,
} from '../../src/redis.ts';
import { startRedis, type TestRedis } from '../helpers/redis.ts';
import { Room } from '../helpers/room.ts';
import { until } from '../helpers/until.ts';

const prefix = 'aegis';
const keys = keysFor(prefix);

interface Users extends AsyncDisposable {
	readonly redis: TestRedis;
	readonly folder: string;
	url(role: RedisRole): string;
	as(role: RedisRole): Redis;
}

async function openUsers(): Promise<Users> {
	const stack = new AsyncDisposableStack();
	const folder = mkdtempSync(join(tmpdir(), 'aegis-users-'));
	stack.defer(() => rmSync(folder, { recursive: true, force: true }));
	const redis = stack.use(await startRedis());
	for (const line of prepareUsers(folder, prefix)) {
		const [, name = '', ...rules] = line.split(' ');
		await redis.client.acl('SETUSER', name, ...rules);
	}
	const url = (role: RedisRole): string =>
		addressFor(redis.url.replace('://', '://users@'), { folder, prefix, role });
	return {
		redis,
		folder,
		url,
		as: (role) => stack.adopt(connectRedis(url(role)), disconnect),
		[Symbol.asyncDispose]: () => stack.disposeAsync(),
	};
}

async function refused(t: ExecutionContext, work: Promise<unknown>, what: string): Promise<void> {
	await t.throwsAsync(work, { message: /NOPERM|permission|can't (access|run)/i }, what);
}

test('each service has a user of its own that may send as itself and as nobody else', async (t) => {
	await using users = await openUsers();
	t.deepEqual(readdirSync(users.folder).toSorted(), [...redisRoles].toSorted());
	for (const role of redisRoles) t.is(statSync(join(users.folder, role)).mode & 0o777, 0o600);

	const senders = { syncer: 'syncer.1', worker: 'worker-1', dashboard: 'dashboard', cli: 'cli' } as const;
	for (const [role, name] of Object.entries(senders)) {
		const redis = users.as(role as RedisRole);
		await t.notThrowsAsync(post(redis, keys, { actor: 'master', from: name }, '{}'), role);
		for (const other of ['master', ...Object.values(senders)].filter((one) => one !== name))
			await refused(t, post(redis, keys, { actor: 'master', from: other }, '{}'), `${role} as ${other}`);
		await refused(t, post(redis, keys, { actor: 'syncer.1', from: 'master' }, '{}'), `${role} to a syncer`);
	}
	await refused(t, post(users.as('board'), keys, { actor: 'master', from: 'cli' }, '{}'), 'the board');
});

test('nobody may change the server, script past its keys, or read the queue out of existence', async (t) => {
	await using users = await openUsers();
	for (const role of redisRoles) {
		const redis = users.as(role);
		for (const [command, ...args] of [
			['CONFIG', 'SET', 'dir', '/tmp'],
			['FLUSHALL'],
			['SLAVEOF', 'evil.test', '6379'],
			['ACL', 'SETUSER', 'me', 'on'],
			['KEYS', '*'],
			['DEBUG', 'SLEEP', '0'],
			['MODULE', 'LIST'],
			['MONITOR'],
			['SHUTDOWN', 'NOSAVE'],
			['EVAL', "return redis.call('SET', 'x', '1')", '0'],
			['GET', 'somebody:else'],
		] as const)
			await refused(t, redis.call(command, ...args), `${role} ${command}`);
	}
	await refused(t, users.as('dashboard').del(`${prefix}:bull:work:wait`), 'the dashboard and the queue');
	await refused(t, users.as('worker').get(keys.tenure('1')), 'a worker and a tenure');
	await refused(t, users.as('syncer').get(`${prefix}:bull:work:id`), 'a syncer and the queue');
	const stranger = connectRedis(users.redis.url.replace('://', '://nobody:guess@'));
	t.teardown(() => disconnect(stranger));
	await t.throwsAsync(stranger.get('x'), { message: /WRONGPASS|NOAUTH/ });
});

test('BullMQ carries a run from the master to a worker and shows it, each as its own user', async (t) => {
	await using users = await openUsers();
	await users.redis.client.acl('LOG', 'RESET');
	const run = { runId: 'r', cardGid: '1', projectGid: 'p', epoch: 1, agent: 'Worker' };
	const envelope = { v: 1, from: 'master', to: 'work', at: 0, message: { type: 'run.start', run } };
	await using queue = new WorkQueue(users.url('master'), keys);
	const errors: unknown[] = [];
	let handled = 0;
	await using consumer = consumeWork({
		redisUrl: users.url('worker'),
		keys,
		slots: 2,
		handle: async () => {
			handled += 1;
			if (handled === 2) throw new Error('it fails');
		},
		onError: (error) => errors.push(error),
	});
	await queue.add(JSON.stringify({ ...envelope, id: 'm1' }));
	await queue.add(JSON.stringify({ ...envelope, id: 'm2' }));
	await using view = openWorkQueueView(users.url('dashboard'), keys);
	await until('both are over', async () => {
		const counts = await view.queue.getJobCounts();
		return counts['completed'] === 1 && counts['failed'] === 1;
	});
	t.is((await view.queue.getJobs()).length, 2);
	t.false(await view.queue.isPaused());
	await consumer.pause();
	t.deepEqual(errors, []);
	t.deepEqual(await users.redis.client.acl('LOG'), [], 'nothing that they use is refused');
});

test('an address without the placeholder is taken as it is, and a missing password is said', (t) => {
	const who = { folder: '/nowhere', prefix, role: 'cli' } as const;
	for (const url of ['redis://host:6379', 'redis://me:pw@host', 'unix:///run/redis.sock'])
		t.is(addressFor(url, who), url);
	t.throws(() => addressFor('redis://users@host', who), { code: 'REDIS_USER_MISSING' });
});

test('a forged message is set aside, whoever put it where, and what is true goes on', async (t) => {
	await using redis = await startRedis();
	await using room = new Room(redis);
	const { notes } = await room.addActor('a');
	const forged = { id: 'f', v: 1, from: 'master', to: 'a', at: 1, message: { type: 'note', text: 'forged' } };
	await redis.client.xadd(room.keys.mailbox('a', 'worker'), '*', 'e', JSON.stringify(forged));
	await room.post('a', { text: 'true' });
	await room.emptied('a');
	t.deepEqual(await notes(), ['true']);
	t.regex((await readDeadLetters(redis.client, room.keys, 1))[0]?.reason ?? '', /forged/);
});
