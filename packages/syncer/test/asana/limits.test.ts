import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import test from 'ava';
import { createLogger } from '@aegis/shared/log';
import { connectRedis, disconnect, keysFor } from '@aegis/shared/redis';
import { until } from '@aegis/shared/testing';
import { Connection } from '../../src/asana/connection.ts';
import { defaultRules } from '../../src/asana/quota-book.ts';
import { BoardReads } from '../../src/asana/reads.ts';
import { readQuota } from '../../src/asana/quota-text.ts';
import { SharedQuota } from '../../src/asana/shared-quota.ts';
import { BoardWrites } from '../../src/asana/writes.ts';
import { Person } from '../helpers/person.ts';
import { Proxy } from '../helpers/proxy.ts';
import { Site } from '../helpers/site.ts';

let site: Site;
let projectGid: string;
let taskGid: string;
test.before(async () => {
	site = await Site.open();
	const person = new Person(site.board.apiUrl, site.board.personToken);
	projectGid = await person.create('projects', { name: 'P', workspace: site.board.workspaceGid });
	taskGid = await person.create('tasks', { name: 'T', projects: [projectGid] });
});
test.after.always(async () => {
	await site[Symbol.asyncDispose]();
});
test.afterEach(async () => {
	await site.fault({ clear: true });
});

/** A syncer's connection as another process has it: with its own way to the Redis that all share. */
async function connect(
	stack: DisposableStack,
	proxy: Proxy,
	prefix: string,
	perMinute: number | null = null,
	token = site.board.botToken,
): Promise<Connection> {
	const redis = stack.adopt(connectRedis(site.redisUrl), disconnect);
	await redis.ping();
	const baseUrl = `${proxy.url}${new URL(site.board.apiUrl).pathname}`;
	const pace = perMinute === null ? null : { first: perMinute, most: perMinute };
	const quota = new SharedQuota({
		redis,
		keys: keysFor(prefix),
		account: { baseUrl, token },
		rules: { ...defaultRules, pace },
		log: createLogger('test', { level: 'silent' }),
	});
	return stack.use(new Connection({ baseUrl, token, quota }));
}

/** Waits until a refusal is where all connections of this prefix can know of it. */
async function awaitRefusal(prefix: string): Promise<void> {
	using stack = new DisposableStack();
	const redis = stack.adopt(connectRedis(site.redisUrl), disconnect);
	await until('a refusal is known to all', async () => {
		const names = await redis.keys(keysFor(prefix).quota('*'));
		const texts = await Promise.all(names.map((name) => redis.get(name)));
		return texts.some((text) => readQuota(text ?? '').caution.struckAt > 0);
	});
}

/** When each request came, in milliseconds. */
function watch(proxy: Proxy): { at: number[]; most: () => number } {
	const at: number[] = [];
	let underWay = 0;
	let most = 0;
	proxy.onAsked = () => {
		at.push(performance.now());
		most = Math.max(most, ++underWay);
	};
	proxy.onAnswered = () => {
		underWay--;
		return 'pass';
	};
	return { at, most: () => most };
}

/** A date is waited for as such, however long its way here took. */
const inThreeSeconds = (): string => new Date(Date.now() + 3_000).toUTCString();
const forms: readonly { name: string; say?: () => string; leastMs: number }[] = [
	{ name: 'seconds', say: () => '1', leastMs: 1_000 },
	{ name: 'a date', say: inThreeSeconds, leastMs: 0 },
	{ name: '0', say: () => '0', leastMs: 0 },
	{ name: 'nothing', leastMs: 1_500 },
	{ name: 'nonsense', say: () => 'soon', leastMs: 1_500 },
];
for (const { name, say, leastMs } of forms) {
	test.serial(`429 with Retry-After: ${name}: nobody asks before, one asks after it`, async (t) => {
		await using proxy = await Proxy.open(new URL(site.board.apiUrl).origin);
		using stack = new DisposableStack();
		const seen = watch(proxy);
		const prefix = `form-${name.replaceAll(' ', '')}`;
		const one = await connect(stack, proxy, prefix);
		const two = await connect(stack, proxy, prefix);
		const retryAfter = say?.();
		await site.fault({ status: 429, ...(retryAfter === undefined ? {} : { retryAfter }) });
		const first = new BoardReads(one, projectGid).task(taskGid);
		await awaitRefusal(prefix);
		const others = [one, two, two, one].map((c) => new BoardReads(c, projectGid).task(taskGid));
		for (const answer of await Promise.all([first, ...others])) t.true(answer.ok);
		const [refused = 0, probe = 0, ...rest] = seen.at;
		t.true(probe - refused >= leastMs, `${probe - refused} ms`);
		if (say === inThreeSeconds) t.true(performance.timeOrigin + probe >= Date.parse(retryAfter ?? ''));
		t.is(rest.length, 4);
	});
}

test.serial(
	'while refusals go on only one request at a time finds out, in all processes together',
	async (t) => {
		await using proxy = await Proxy.open(new URL(site.board.apiUrl).origin);
		using stack = new DisposableStack();
		const one = await connect(stack, proxy, 'probe');
		const two = await connect(stack, proxy, 'probe');
		await site.fault({ status: 429, retryAfter: '1', times: 3 });
		const first = new BoardReads(one, projectGid).task(taskGid);
		await until('it is asked', () => proxy.seen.length > 0);
		const seen = watch(proxy);
		await awaitRefusal('probe');
		const reads = Array.from({ length: 10 }, (_, n) =>
			new BoardReads(n % 2 ? one : two, projectGid).task(taskGid),
		);
		await first;
		await Promise.all(reads);
		// Two more refusals, then the one that went through, then the rest.
		const [second = 0, third = 0, fourth = 0] = seen.at;
		t.true(third - second >= 1_000 && fourth - third >= 1_000);
	},
);

test.serial('a pause of one token does not hold another back', async (t) => {
	await using proxy = await Proxy.open(new URL(site.board.apiUrl).origin);
	using stack = new DisposableStack();
	const bot = await connect(stack, proxy, 'tokens');
	const person = await connect(stack, proxy, 'tokens', null, site.board.personToken);
	await site.fault({ status: 429, retryAfter: '600' });
	const refused = await new BoardReads(bot, projectGid).task(taskGid);
	t.is(refused.ok ? '' : refused.failure.kind, 'rate-limited');
	const held = await new BoardReads(bot, projectGid).task(taskGid);
	t.true(!held.ok && held.failure.kind === 'rate-limited' && (held.failure.retryAfterMs ?? 0) > 590_000);
	t.is(proxy.seen.length, 1);
	t.true((await new BoardReads(person, projectGid).task(taskGid)).ok);
});

test.serial('two syncers under one token never send more than the rate between them', async (t) => {
	await using proxy = await Proxy.open(new URL(site.board.apiUrl).origin);
	using stack = new DisposableStack();
	const seen = watch(proxy);
	const perMinute = 600;
	const one = await connect(stack, proxy, 'rate', perMinute);
	const two = await connect(stack, proxy, 'rate', perMinute);
	const reads = Array.from({ length: 150 }, (_, n) =>
		new BoardReads(n % 2 ? one : two, projectGid).task(taskGid),
	);
	const write = new BoardWrites(two).updateTask(taskGid, { name: 'written' });
	const before = Promise.race([Promise.all(reads).then(() => 'reads'), write.then(() => 'write')]);
	t.is(await before, 'write', 'a write goes before the polls that wait');
	await Promise.all(reads);
	t.true(one.scarce && two.scarce);
	for (const [index, at] of seen.at.entries()) {
		const within = seen.at.slice(index).filter((later) => later - at <= 5_000).length;
		// A burst of 15 %, then 80 % a minute; a second for the ways. Each for itself, they would have asked it all.
		t.true(within <= perMinute * 0.15 + (perMinute * 0.8 * 6) / 60 + 1, String(within));
	}
});

test.serial('40 reads at a time from all processes together, as Asana bears 50', async (t) => {
	await using proxy = await Proxy.open(new URL(site.board.apiUrl).origin);
	using stack = new DisposableStack();
	const seen = watch(proxy);
	const one = await connect(stack, proxy, 'slots');
	const two = await connect(stack, proxy, 'slots');
	await site.fault({ delayMs: 500, times: 200 });
	const reads = Array.from({ length: 150 }, (_, n) =>
		new BoardReads(n % 2 ? one : two, projectGid).task(taskGid),
	);
	for (const answer of await Promise.all(reads)) t.true(answer.ok);
	t.true(seen.most() > 20 && seen.most() <= 40, String(seen.most()));
});

test.serial(
	'an answer that drips for ever ends at the deadline, and after five of them nobody asks',
	async (t) => {
		const dripping = createServer((_request, response) => {
			response.writeHead(200, { 'content-type': 'application/json' });
			const drip = setInterval(() => response.write(' '), 50);
			response.once('close', () => clearInterval(drip));
		});
		// Whatever fails below: a server that listens would keep the process from ending.
		t.teardown(() => {
			dripping.close();
			dripping.closeAllConnections();
		});
		dripping.listen(0, '127.0.0.1');
		await once(dripping, 'listening');
		const seen = { requests: 0 };
		dripping.on('request', () => (seen.requests += 1));
		const baseUrl = `http://127.0.0.1:${(dripping.address() as AddressInfo).port}`;
		using connection = new Connection({ baseUrl, token: 'x', timeoutMs: 2_000 });
		const reads = new BoardReads(connection, '1');
		// One reading asks up to three times; the pause that follows is shorter than five of them.
		while (seen.requests < 5) t.is(kindOf(await reads.task('1')), 'unavailable');
		const left = await reads.task('1');
		t.is(kindOf(left), 'unavailable');
		t.true(!left.ok && left.failure.kind === 'unavailable' && (left.failure.retryAfterMs ?? 0) > 0);
		t.is(seen.requests, 5);
	},
);

function kindOf(answer: { ok: true } | { ok: false; failure: { kind: string } }): string {
	return answer.ok ? 'ok' : answer.failure.kind;
}
