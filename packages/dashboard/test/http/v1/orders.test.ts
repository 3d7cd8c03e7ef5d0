import test from 'ava';
import { keysFor } from '@aegis/shared/redis/keys';
import { connectRedis, disconnect } from '@aegis/shared/redis';
import { startRedis } from '@aegis/shared/testing';
import { startFakeMaster } from '../../helpers/fake-master.ts';
import { makeTempHome } from '../../helpers/temp-home.ts';
import { buildTestApp } from '../../helpers/test-app.ts';
import { busyStatus, detailOf } from '../../helpers/views.ts';

const own = { host: 'localhost:4173', origin: 'http://localhost:4173', 'sec-fetch-site': 'same-origin' };

test('an order lies in the master’s mailbox in the operator’s name, and its receipt is the answer', async (t) => {
	using home = makeTempHome();
	await using redis = await startRedis();
	await using master = await startFakeMaster(home, busyStatus());
	master.cards.set('1', detailOf({}));
	master.receipt = (orderId) => ({
		orderId,
		cardGid: '1',
		kind: 'comment',
		by: 'Ada',
		at: 1,
		accepted: true,
		text: 'Answered.',
	});
	await using built = await buildTestApp(home, { redisUrl: redis.url, prefix: 'test' });
	const post = async (url: string, payload: object) =>
		built.app.inject({ method: 'POST', url, payload, headers: { ...own, ...built.bearer } });

	const told = await post('/api/v1/cards/1/orders', { kind: 'comment', text: ' Use tabs. ' });
	t.is(told.statusCode, 200, told.body);
	t.like(told.json(), { receipt: { accepted: true, text: 'Answered.' } });
	t.is((await post('/api/v1/pause', { target: { scope: 'all' } })).statusCode, 200);

	t.is((await post('/api/v1/cards/2/orders', { kind: 'stop' })).statusCode, 404, 'no such card');
	for (const body of [
		{},
		{ kind: 'comment', text: '  ' },
		{ kind: 'budget', maxCostUsd: -1 },
		{ kind: 'budget', maxCostUsd: '5' },
		{ kind: 'retry', agent: 'Root' },
		{ kind: 'approve' },
	])
		t.is((await post('/api/v1/cards/1/orders', body)).statusCode, 400, JSON.stringify(body));

	const client = connectRedis(redis.url, { name: 'test' });
	const entries = await client.xrange(keysFor('test').mailbox('master', 'dashboard'), '-', '+');
	disconnect(client);
	t.like(
		entries.map(([, fields]) => (JSON.parse(fields[1] ?? '') as { message: object }).message),
		[
			{ type: 'card.order', cardGid: '1', by: 'Ada', act: { kind: 'comment', text: 'Use tabs.' } },
			{ type: 'work.pause', by: 'Ada', target: { scope: 'all' } },
		],
	);
});

test('an order that no master has got to is told, and says so', async (t) => {
	using home = makeTempHome();
	await using redis = await startRedis();
	await using master = await startFakeMaster(home, busyStatus());
	master.cards.set('1', detailOf({}));
	await using built = await buildTestApp(home, { redisUrl: redis.url });
	const answer = await built.app.inject({
		method: 'POST',
		url: '/api/v1/cards/1/orders',
		payload: { kind: 'stop' },
		headers: { ...own, ...built.bearer },
	});
	t.like(answer.json(), { receipt: null });
	t.truthy(answer.json<{ orderId: string }>().orderId);
});
