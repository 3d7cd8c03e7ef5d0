import test from 'ava';
import { waitFor } from '../../src/installation/wait.ts';
import { openRedisRoom } from '../helpers/redis-room.ts';

test.serial(
	'over a line that takes a second each way a card is slow, and each of its runs is one',
	async (t) => {
		t.timeout(400_000);
		// An answer is four to six seconds old when it comes; its Worker takes longer than a lease that is not renewed.
		const env = { AEGIS_LEASE_MS: '30000', AEGIS_HEARTBEAT_MS: '2000' };
		await using room = await openRedisRoom(t, { workers: 0, workMs: 20_000, env });
		room.line.set({ latencyMs: 1_000 });
		room.addWorker('worker-far', 'line');
		const card = await room.addCard('Far away');
		await room.awaitDone(card);
		const starts = room.bill().filter(({ kind }) => kind === 'start');
		t.deepEqual(
			starts.map(({ agent }) => agent),
			['Worker', 'Reviewer', 'Merger'],
			'none was lost, stalled or repeated',
		);
	},
);

test.serial('a worker in a black hole kills its agent before another may start', async (t) => {
	t.timeout(400_000);
	await using room = await openRedisRoom(t, { workers: 0, workMs: 6_000 });
	room.addWorker('worker-lost', 'line');
	const card = await room.addCard('Cut off');
	await waitFor('its agent works', () => room.bill().some(({ kind }) => kind === 'turn'));
	room.line.set({ lost: ['to-client', 'to-server'] });
	room.addWorker('worker-near', 'straight');
	// Nobody is beside anybody, nobody is charged after another began: `awaitDone` looks at the bill.
	await room.awaitDone(card);
	const [first, second] = room.bill().filter(({ kind, agent }) => kind === 'start' && agent === 'Worker');
	t.regex(first?.run ?? '', /worker-lost/);
	t.regex(second?.run ?? '', /worker-near/);
	room.line.set({});
});

test.serial('a storm of resets and killed clients loses nothing', async (t) => {
	t.timeout(400_000);
	await using room = await openRedisRoom(t, { workers: 1, workMs: 2_000 });
	room.addWorker('worker-shaken', 'line');
	const cards = [await room.addCard('One'), await room.addCard('Two')];
	for (let round = 0; round < 25; round++) {
		room.line.reset();
		await room.redis.ask((redis) =>
			redis.call('CLIENT', 'KILL', 'TYPE', round % 2 === 0 ? 'normal' : 'pubsub'),
		);
		await new Promise((resolve) => setTimeout(resolve, 150));
	}
	for (const card of cards) await room.awaitDone(card);
});
