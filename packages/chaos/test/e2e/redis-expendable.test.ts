import test from 'ava';
import { waitFor } from '../../src/installation/wait.ts';
import { openRedisRoom, type RedisRoom } from '../helpers/redis-room.ts';

test.serial(
	'a Redis that is full stops the claims, says why, and is forgotten when there is room',
	async (t) => {
		t.timeout(400_000);
		await using room = await openRedisRoom(t, { workers: 1 });
		await room.redis.ask((redis) => redis.config('SET', 'maxmemory', '1'));
		const card = await room.addCard('No room');
		await waitFor('the reason is visible', async () => {
			const status = await room.installation.master.status().catch(() => null);
			return status?.troubles.some(({ text }) => /redis/i.test(text)) ?? false;
		});
		t.deepEqual(room.bill(), [], 'nothing was started');
		await room.redis.ask((redis) => redis.config('SET', 'maxmemory', '0'));
		await room.awaitDone(card);
		await waitFor('the trouble is over', async () => {
			const status = await room.installation.master.status().catch(() => null);
			return status !== null && status.troubles.length === 0;
		});
	},
);

test.serial('a Redis emptied in the middle of a run costs no card its end', async (t) => {
	t.timeout(400_000);
	await using room = await openRedisRoom(t, { workers: 2, workMs: 1_500 });
	const cards = [await room.addCard('One'), await room.addCard('Two'), await room.addCard('Three')];
	await awaitWork(room);
	await room.redis.ask((redis) => redis.flushall());
	for (const card of cards) await room.awaitDone(card);
});

test.serial(
	'a Redis set back to what it was some steps ago is told everything anew, and nothing twice',
	async (t) => {
		t.timeout(400_000);
		await using room = await openRedisRoom(t, { workers: 2, workMs: 1_500 });
		const cards = [await room.addCard('One'), await room.addCard('Two'), await room.addCard('Three')];
		await awaitWork(room);
		await room.redis.snapshot();
		const reviewed = (): boolean => room.bill().some(({ agent }) => agent === 'Reviewer');
		await waitFor('some steps later', reviewed, { timeoutMs: 60_000 });
		await room.redis.rollBack();
		for (const card of cards) await room.awaitDone(card);
	},
);

async function awaitWork(room: RedisRoom): Promise<void> {
	await waitFor('agents work', () => room.bill().some(({ kind }) => kind === 'turn'));
}
