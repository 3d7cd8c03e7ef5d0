import test from 'ava';
import { Peer } from '@aegis/shared/actor';
import { machineClock } from '@aegis/shared/clock';
import type { RunKey } from '@aegis/shared/domain';
import { createLogger } from '@aegis/shared/log';
import { HeldRun, RunStopped } from '../../src/lease/held-run.ts';
import { LeaseKeeper } from '../../src/lease/keeper.ts';
import { startRedis } from '../helpers/redis.ts';
import { keys } from '../helpers/scripted-master.ts';

const key: RunKey = { runId: 'r', cardGid: '1', projectGid: '7', epoch: 3 };

test('an unproven lease refuses every effect, even before its timer fires', (t) => {
	using held = new HeldRun(key, { askedAt: performance.now() - 5_000, leaseMs: 10_000 }, machineClock);

	const error = t.throws(() => held.assertMayGoOn(), { instanceOf: RunStopped });
	t.is(error?.reason.kind, 'lost');
	t.true(held.signal.aborted);
});

test('the first reason to stop is the reason', (t) => {
	using held = new HeldRun(key, { askedAt: performance.now(), leaseMs: 60_000 }, machineClock);
	t.is(held.stopReason(), null);
	held.stop({ kind: 'cancelled', why: 'first' });
	held.stop({ kind: 'lost', why: 'second' });

	t.deepEqual(held.stopReason(), { kind: 'cancelled', why: 'first' });
});

test('a cancel that overtakes the claim’s answer stops the run as it starts', async (t) => {
	const log = createLogger('worker', { level: 'silent' });
	await using peer = new Peer({ name: 'w', redisUrl: await startRedis(t), keys, log });
	using keeper = new LeaseKeeper({
		watchdog: { arm: () => {}, disarm: () => {} },
		line: peer,
		clock: machineClock,
		pid: 1,
		log,
		heartbeatMs: 60_000,
		slots: 1,
		workerId: 'w',
		incarnation: 'i',
		host: 'h',
		unconfirmed: () => [],
		onAnswer: () => {},
	});
	keeper.cancel(key, 'moved');
	keeper.cancel({ ...key, runId: 'other', epoch: 2 }, 'older');

	t.deepEqual(keeper.hold(key, performance.now(), 60_000).stopReason(), { kind: 'cancelled', why: 'moved' });
	t.is(keeper.hold({ ...key, runId: 'other' }, performance.now(), 60_000).stopReason(), null);
});
