import test from 'ava';
import { nanoid } from 'nanoid';
import { toEnvelope } from '../../src/actor.ts';
import type { RunStart } from '../../src/messages.ts';
import { consumeWork, openWorkQueueView, WorkQueue, workQueueName } from '../../src/queue.ts';
import { keepSecrets } from '../../src/redaction.ts';
import { keysFor, type Keys } from '../../src/redis.ts';
import { findLeaks, makeCanary } from '../helpers/canary.ts';
import { startRedis, type TestRedis } from '../helpers/redis.ts';
import { Room } from '../helpers/room.ts';
import { until } from '../helpers/until.ts';

let redis: TestRedis;
test.before(async () => {
	redis = await startRedis();
});
test.after.always(() => redis[Symbol.asyncDispose]());

const freshKeys = (): Keys => keysFor(`t-${nanoid(8)}`);
const run = (runId: string): RunStart => ({
	runId,
	cardGid: '1',
	projectGid: '2',
	epoch: 1,
	agent: 'Worker',
});

function invitation(runId: string, id: string = nanoid()): string {
	const message = { type: 'run.start', run: run(runId) };
	return JSON.stringify(toEnvelope('master', { to: { queue: workQueueName }, message, id }, Date.now()));
}

function consume(
	keys: Keys,
	handle: (start: RunStart) => Promise<void>,
	slots = 1,
): ReturnType<typeof consumeWork> {
	return consumeWork({ redisUrl: redis.url, keys, slots, handle, onError: () => {} });
}

test('with two consumers each run is handed to one of them, once, however often it is sent', async (t) => {
	const keys = freshKeys();
	await using queue = new WorkQueue(redis.url, keys);
	const got: string[] = [];
	const handle = async (start: RunStart): Promise<void> => void got.push(start.runId);
	await using _one = consume(keys, handle);
	await using _two = consume(keys, handle);
	const runs = Array.from({ length: 20 }, (_, index) => `run-${index}`);

	for (const runId of runs) await queue.add(invitation(runId, `id-${runId}`));
	for (const runId of runs) await queue.add(invitation(runId, `id-${runId}`));
	await queue.add(invitation('last'));

	await until('the last came', () => got.includes('last'));
	t.deepEqual(got.toSorted(), [...runs, 'last'].toSorted());
});

test('a new invitation to the same run is another job', async (t) => {
	const keys = freshKeys();
	await using queue = new WorkQueue(redis.url, keys);
	const got: RunStart[] = [];
	await using _ = consume(keys, async (start) => void got.push(start));

	await queue.add(invitation('run'));
	await queue.add(invitation('run'));

	await until('both came', () => got.length === 2);
	t.deepEqual(got, [run('run'), run('run')]);
});

test('no more than the slots run at a time', async (t) => {
	const keys = freshKeys();
	await using queue = new WorkQueue(redis.url, keys);
	let running = 0;
	let most = 0;
	let done = 0;
	await using _ = consume(
		keys,
		async () => {
			most = Math.max(most, ++running);
			await until('a partner', () => running === 2 || most === 2);
			running--;
			done++;
		},
		2,
	);
	for (let index = 0; index < 6; index++) await queue.add(invitation(`run-${index}`));

	await until('all are done', () => done === 6);
	t.is(most, 2);
});

test('disposal and pausing do not wait for a run under way', async (t) => {
	const keys = freshKeys();
	await using queue = new WorkQueue(redis.url, keys);
	const entered = Promise.withResolvers<void>();
	const release = Promise.withResolvers<void>();
	const got: string[] = [];
	const consumer = consume(keys, async (start) => {
		got.push(start.runId);
		entered.resolve();
		await release.promise;
	});
	await queue.add(invitation('long'));
	await entered.promise;

	await consumer.pause();
	await queue.add(invitation('next'));
	await consumer[Symbol.asyncDispose]();

	t.deepEqual(got, ['long']);
	release.resolve();
	await using _ = consume(keys, async (start) => void got.push(start.runId));
	await until('another takes the next', () => got.includes('next'));
});

test('a job that is no run of a known version fails for good, and the next is taken', async (t) => {
	const keys = freshKeys();
	await using queue = new WorkQueue(redis.url, keys);
	await using view = openWorkQueueView(redis.url, keys);
	const got: string[] = [];
	await using _ = consume(keys, async (start) => void got.push(start.runId));

	await view.queue.add('odd', { not: 'a run' });
	await queue.add(invitation('run'));

	await until('the run came', () => got.includes('run'));
	await until('the other failed', async () => (await view.queue.getFailedCount()) === 1);
	t.is((await view.queue.getFailed())[0]?.failedReason, 'not a run of a known version');
});

test('what a job failed with is kept in Redis without a secret that the error held', async (t) => {
	const keys = freshKeys();
	const canary = makeCanary();
	keepSecrets([{ name: 'ASANA_ACCESS_TOKEN', value: canary }]);
	await using queue = new WorkQueue(redis.url, keys);
	await using view = openWorkQueueView(redis.url, keys);
	await using _ = consume(keys, () => {
		const cause = new Error(`https://person:${canary}@example.test`);
		return Promise.reject(
			Object.assign(new Error(`Refused: Bearer ${canary}`, { cause }), { config: { token: canary } }),
		);
	});

	await queue.add(invitation('run'));

	await until('it failed', async () => (await view.queue.getFailedCount()) === 1);
	const [job] = await view.queue.getFailed();
	t.regex(job?.failedReason ?? '', /^Refused: Bearer/);
	t.deepEqual(findLeaks(JSON.stringify(job), canary), []);
});

test('what an actor sends to the work queue arrives there', async (t) => {
	await using room = new Room(redis);
	await using workQueue = new WorkQueue(redis.url, room.keys);
	const got: string[] = [];
	await using _ = consume(room.keys, async (start) => void got.push(start.runId));
	const { actor } = await room.addActor('a', { workQueue });

	await actor.act(async () => [
		{ to: { queue: workQueueName }, message: { type: 'run.start', run: run('r') } as { type: string } },
	]);

	await until('it came', () => got.includes('r'));
	t.deepEqual(got, ['r']);
});
