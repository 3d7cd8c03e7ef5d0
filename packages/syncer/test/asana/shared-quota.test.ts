import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'ava';
import { createLogger } from '@aegis/shared/log';
import { connectRedis, disconnect, keysFor, type Redis } from '@aegis/shared/redis';
import { until } from '@aegis/shared/testing';
import { SharedQuota } from '../../src/asana/shared-quota.ts';
import type { QuotaAnswer, QuotaRules } from '../../src/core/quota.ts';
import { Child } from '../helpers/child.ts';
import { Site } from '../helpers/site.ts';

const fixture = new URL('../fixtures/hold-slots.ts', import.meta.url).pathname;
const keys = keysFor('quota');
const rules: QuotaRules = { reads: 4, writes: 2, pace: null, leaseMs: 35_000 };

let site: Site;
test.before(async () => {
	site = await Site.open();
});
test.after.always(async () => {
	await site[Symbol.asyncDispose]();
});

/** A process's view of the quota, over a connection of its own. */
class User implements Disposable {
	readonly redis: Redis;
	readonly #logFile: string;
	readonly #quota: SharedQuota;
	readonly #name: string;
	#named = 0;

	private constructor(redis: Redis, name: string, token: string, given: QuotaRules) {
		this.redis = redis;
		this.#name = name;
		this.#logFile = join(site.directory, `${name}.log`);
		const log = createLogger('test', { file: this.#logFile });
		const account = { baseUrl: 'http://board', token };
		this.#quota = new SharedQuota({ redis, keys, account, rules: given, log });
	}

	static async open(name: string, token: string, given: QuotaRules = rules): Promise<User> {
		const redis = connectRedis(site.redisUrl);
		await redis.ping();
		return new User(redis, name, token, given);
	}

	/** What its log says, line by line. */
	get said(): string[] {
		return existsSync(this.#logFile) ? readFileSync(this.#logFile, 'utf8').split('\n') : [];
	}

	take(polls: number): Promise<QuotaAnswer> {
		const ids = Array.from({ length: polls }, () => `${this.#name}/${++this.#named}`);
		const waiting = { writes: 0, looks: 0, polls };
		return this.#quota.exchange({ holder: this.#name, ended: [], waiting, ids, jitter: 0 });
	}

	end(id: string, how: 'answered' | 'limited', retryAfterMs: number | null = null): Promise<QuotaAnswer> {
		const waiting = { writes: 0, looks: 0, polls: 0 };
		const ended = [{ id, how, retryAfterMs }];
		return this.#quota.exchange({ holder: this.#name, ended, waiting, ids: [], jitter: 0 });
	}

	[Symbol.dispose](): void {
		disconnect(this.redis);
	}
}

test.serial('ten processes that ask at once get no more than the limit between them', async (t) => {
	using stack = new DisposableStack();
	const users = await Promise.all(Array.from({ length: 10 }, (_, index) => User.open(`u${index}`, 'many')));
	for (const user of users) stack.use(user);
	for (let round = 0; round < 20; round++) {
		const answers = await Promise.all(users.map((user) => user.take(3)));
		const granted = answers.flatMap((answer) => answer.granted);
		t.is(granted.length, 4);
		for (const { id } of granted) await users[0]?.end(id, 'answered');
	}
});

test.serial('a refusal that one process met holds back another, but not another token', async (t) => {
	using met = await User.open('met', 'refused');
	using other = await User.open('other', 'refused');
	using stranger = await User.open('stranger', 'another');
	const { granted } = await met.take(1);
	await met.end(granted[0]?.id ?? '', 'limited', 60_000);
	const held = await other.take(1);
	t.deepEqual(held.granted, []);
	t.true(held.pausedMs > 1_000);
	t.is((await stranger.take(1)).granted.length, 1);
});

test.serial('the slots of a killed process come back', async (t) => {
	await using child = new Child(process.execPath, [fixture, site.redisUrl, 'killed', '1500']);
	await until('the child holds every slot', () => child.lines.includes('held 4'));
	child.kill('SIGKILL');
	await child.exited;
	using user = await User.open('after', 'killed', { ...rules, leaseMs: 1_500 });
	await until('there is a slot', async () => (await user.take(1)).granted.length === 1);
	t.pass();
});

test.serial('no token is in Redis, and what cannot be read there is a fresh quota', async (t) => {
	using user = await User.open('user', 'secret-token');
	await user.take(1);
	const names = await user.redis.keys('quota:quota:*');
	t.true(names.length > 0);
	const dump = (await Promise.all(names.map((name) => user.redis.get(name)))).join('\n');
	t.false(`${names.join('\n')}${dump}`.includes('secret-token'));
	using strange = await User.open('strange', 'strange');
	await strange.take(4);
	t.is((await strange.take(1)).granted.length, 0);
	for (const name of await user.redis.keys('quota:quota:*'))
		if ((await user.redis.get(name))?.includes('strange/')) await user.redis.set(name, '{"version":7}');
	t.is((await strange.take(1)).granted.length, 1);
});

test.serial('without Redis a process keeps to the limits alone, and says so once', async (t) => {
	using user = await User.open('alone', 'alone');
	await user.redis.client('PAUSE', 8_000);
	const { granted } = await user.take(9);
	t.is(granted.length, 4);
	t.is((await user.take(1)).granted.length, 0);
	for (const { id } of granted) await user.end(id, 'answered');
	t.is((await user.take(9)).granted.length, 4);
	await until('redis is asked again', async () => {
		await user.take(0);
		return user.said.some((line) => line.includes('together again'));
	});
	t.is(user.said.filter((line) => line.includes('redis is away')).length, 1);
});
