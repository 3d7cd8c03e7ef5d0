import test from 'ava';
import { keysFor } from '@aegis/shared/redis/keys';
import { WorkQueue } from '@aegis/shared/queue';
import { startRedis } from '@aegis/shared/testing';
import { openBullBoard } from '../../src/queues/bull-board.ts';
import { buildTestApp } from '../helpers/test-app.ts';
import { makeTempHome } from '../helpers/temp-home.ts';

const headers = { host: 'localhost' };
const run = { runId: 'run-1', cardGid: '1', projectGid: 'p', epoch: 1, agent: 'Worker' };
const envelope = { v: 1, id: 'm1', from: 'master', to: 'work', at: 0, message: { type: 'run.start', run } };

/** What Bull Board could change, were it not read-only. */
const writes = [
	['POST', '/add', { name: 'x', data: {}, options: {} }],
	['PUT', '/pause', {}],
	['PUT', '/obliterate', {}],
	['PUT', '/empty', {}],
	['PUT', '/run-1/clean', {}],
	['PUT', '/run-1/promote', {}],
	['PUT', '/run-1/retry', {}],
	['PATCH', '/run-1/update-data', { data: { agent: 'Merger' } }],
	['PATCH', '/run-1/priority', { priority: 1 }],
] as const;

test('Bull Board shows the work queue and refuses every change, at the door and behind it', async (t) => {
	using home = makeTempHome();
	await using redis = await startRedis();
	const keys = keysFor('test');
	await using queue = new WorkQueue(redis.url, keys);
	await queue.add(JSON.stringify(envelope));
	await using built = await buildTestApp(home, { redisUrl: redis.url, prefix: 'test' });
	const url = await built.app.listen({ port: 0, host: '127.0.0.1' });
	const readQueue = async (): Promise<unknown> => {
		const answer = await fetch(`${url}/queues/api/queues?activeQueue=work`, { headers: built.bearer });
		return ((await answer.json()) as { queues: unknown[] }).queues[0];
	};

	const page = await fetch(`${url}/queues`, { headers: built.bearer });
	t.is(page.status, 200);
	t.regex(String(page.headers.get('content-security-policy')), /^default-src 'self'; style-src [^;]*inline/);
	t.is(page.headers.get('x-frame-options'), 'DENY');
	const before = await readQueue();
	t.like(before, { name: 'work', readOnlyMode: true, counts: { waiting: 1 } });

	await using board = await openBullBoard({ redisUrl: redis.url, keys });
	for (const [method, path, payload] of writes) {
		const request = {
			method,
			url: `/queues/api/queues/work${path}`,
			headers: { ...headers, ...built.bearer },
			payload,
		};
		t.is((await built.app.inject(request)).statusCode, 404, `${method} ${path}`);
		const behind = await board.app.inject(request);
		t.true(behind.statusCode >= 400 && behind.statusCode < 500, `behind: ${path} ${behind.statusCode}`);
	}
	t.deepEqual(await readQueue(), before);
});
