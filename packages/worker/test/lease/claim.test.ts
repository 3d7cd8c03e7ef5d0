import { setTimeout as sleep } from 'node:timers/promises';
import { Peer, post, toEnvelope } from '@aegis/shared/actor';
import { machineClock } from '@aegis/shared/clock';
import { createLogger } from '@aegis/shared/log';
import { keysFor } from '@aegis/shared/redis';
import test from 'ava';
import { claimRun } from '../../src/lease/claim.ts';
import type { MasterLine } from '../../src/master-line.ts';
import { makeSpec } from '../helpers/run.ts';
import { startRedis } from '../helpers/redis.ts';

const log = createLogger('worker', { level: 'silent' });
const keys = keysFor('claim');
const run = { runId: 'r1', cardGid: 'c1', projectGid: 'p1', epoch: 1 };
const worker = { workerId: 'worker-1', incarnation: 'i1' };

test('an answer that takes longer than the next question is still an answer', async (t) => {
	const redisUrl = await startRedis(t);
	let questions = 0;
	const master = new Peer({
		name: 'master',
		redisUrl,
		keys,
		log,
		onMessage: (envelope) => {
			questions++;
			const { replyTo = '', correlationId = '' } = envelope;
			const message = { type: 'claim.reply', granted: false, why: 'said late' };
			const reply = toEnvelope('master', { to: { actor: replyTo }, message, correlationId }, Date.now());
			// Every answer is this late: whoever gave up on each would never hear one.
			const to = { actor: replyTo, from: 'master' };
			void sleep(3_000).then(() => post(master.redis, keys, to, JSON.stringify(reply)));
		},
	});
	const asking = new Peer({ name: 'worker-1', redisUrl, keys, log });
	t.teardown(async () => {
		await asking[Symbol.asyncDispose]();
		await master[Symbol.asyncDispose]();
	});
	master.start();
	asking.start();
	const claim = await claimRun(asking, run, worker, {
		signal: AbortSignal.timeout(20_000),
		clock: machineClock,
		log,
	});
	t.deepEqual(claim, { kind: 'refused', why: 'said late', restMs: 0 });
	t.true(questions >= 2, 'it asked again meanwhile');
});

test('of several grants that come at once the one asked for last counts', async (t) => {
	const spec = makeSpec('/repository', 'Worker');
	const grant = { type: 'claim.reply', granted: true, leaseMs: 20_000, spec };
	let answerAll = (): void => {};
	const answered = new Promise<void>((resolve) => (answerAll = resolve));
	let questions = 0;
	const line: Pick<MasterLine, 'ask'> = {
		ask: async () => {
			questions++;
			if (questions === 3) answerAll();
			await answered;
			return { message: grant };
		},
	};
	const began = machineClock.monotonic();
	const claim = await claimRun(line, run, worker, {
		signal: AbortSignal.timeout(60_000),
		clock: machineClock,
		log,
	});
	t.is(claim.kind, 'granted');
	t.true(claim.kind === 'granted' && claim.askedAt - began >= 3_900, 'its lease is proven for longest');
});

test('a worker that stops claims nothing any more', async (t) => {
	const redisUrl = await startRedis(t);
	const asking = new Peer({ name: 'worker-1', redisUrl, keys, log });
	t.teardown(() => asking[Symbol.asyncDispose]());
	asking.start();
	const claim = await claimRun(asking, run, worker, {
		signal: AbortSignal.timeout(300),
		clock: machineClock,
		log,
	});
	t.like(claim, { kind: 'refused', why: 'this worker is stopping' });
});
