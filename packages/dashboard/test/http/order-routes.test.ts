import test from 'ava';
import { keysFor } from '@aegis/shared/redis';
import { ToMaster } from '@aegis/shared/messages';
import { startRedis } from '@aegis/shared/testing';
import { buildTestApp } from '../helpers/test-app.ts';
import { startFakeMaster } from '../helpers/fake-master.ts';
import { makeTempHome } from '../helpers/temp-home.ts';
import { busyStatus, detailOf } from '../helpers/views.ts';

const own = { host: 'localhost:4173', origin: 'http://localhost:4173', 'sec-fetch-site': 'same-origin' };

test('an order from our own page lies in the master’s mailbox, and one that names nothing is refused', async (t) => {
	using home = makeTempHome();
	await using redis = await startRedis();
	await using master = await startFakeMaster(home, busyStatus());
	master.cards.set('1', detailOf({}));
	await using built = await buildTestApp(home, { redisUrl: redis.url, prefix: 'test' });
	const post = async (
		url: string,
		payload: object,
		headers: Record<string, string> = { ...own, ...built.bearer },
	) => built.app.inject({ method: 'POST', url, payload, headers });

	t.is((await post('/api/pause', { target: { scope: 'all' } })).statusCode, 202);
	t.is((await post('/api/pause', { target: { scope: 'project', gid: 'p' } })).statusCode, 202);
	t.is((await post('/api/resume', { target: { scope: 'card', gid: '1' } })).statusCode, 202);
	t.is((await post('/api/cards/1/stop', {})).statusCode, 202);

	t.is((await post('/api/pause', {})).statusCode, 400);
	t.is((await post('/api/pause', { target: { scope: 'world' } })).statusCode, 400);
	t.is((await post('/api/pause', { target: { scope: 'project', gid: 'nobody' } })).statusCode, 404);
	t.is((await post('/api/resume', { target: { scope: 'card', gid: '../status' } })).statusCode, 404);
	t.is((await post('/api/cards/404/stop', {})).statusCode, 404);
	// A program of this machine without the secret: what a run executes is one, whatever page it says it is.
	for (const headers of [own, { host: own.host }])
		t.is((await post('/api/resume', { target: { scope: 'all' } }, headers)).statusCode, 401);

	const entries = await redis.client.xrange(keysFor('test').mailbox('master', 'dashboard'), '-', '+');
	const messages = entries.map(([, fields]) => {
		const envelope = JSON.parse(fields[1] ?? '') as { message: unknown };
		return ToMaster.parse(envelope.message);
	});
	const by = 'the dashboard';
	t.deepEqual(messages, [
		{ type: 'work.pause', target: { scope: 'all' }, by },
		{ type: 'work.pause', target: { scope: 'project', gid: 'p' }, by },
		{ type: 'work.resume', target: { scope: 'card', gid: '1' }, by },
		{ type: 'card.stop', cardGid: '1', by },
	]);
});

test('without Redis an order is refused with the fix, not lost in silence', async (t) => {
	using home = makeTempHome();
	await using _master = await startFakeMaster(home, busyStatus());
	await using built = await buildTestApp(home);
	const payload = { target: { scope: 'all' } };
	const answer = await built.app.inject({
		method: 'POST',
		url: '/api/pause',
		payload,
		headers: { ...own, ...built.bearer },
	});
	t.is(answer.statusCode, 503);
	t.is(answer.json<{ error: { code: string } }>().error.code, 'REDIS_UNREACHABLE');
});
