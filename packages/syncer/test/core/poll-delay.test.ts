import test from 'ava';
import * as fc from 'fast-check';
import { pollDelay } from '../../src/core/poll-delay.ts';

const calm = { idleMs: 60 * 60_000, scarce: false, jitter: 1 };

test('5 s while something happens, the configured interval a few minutes later', (t) => {
	t.is(pollDelay(30_000, { ...calm, idleMs: 0 }), 5_000);
	t.is(pollDelay(30_000, { ...calm, idleMs: 60_000 }), 5_000);
	t.is(pollDelay(30_000, { ...calm, idleMs: 120_000 }), 20_000);
	t.is(pollDelay(30_000, { ...calm, idleMs: 180_000 }), 30_000);
});

test('an interval below 5 s is kept, and nobody hurries when requests are scarce', (t) => {
	t.is(pollDelay(200, { ...calm, idleMs: 0 }), 200);
	t.is(pollDelay(30_000, { ...calm, idleMs: 0, scarce: true }), 30_000);
});

test('never slower than configured, never twice as fast as wanted', (t) => {
	fc.assert(
		fc.property(
			fc.integer({ min: 50, max: 3_600_000 }),
			fc.integer({ min: 0, max: 1e8 }),
			fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
			fc.boolean(),
			(configured, idleMs, jitter, scarce) => {
				const delay = pollDelay(configured, { idleMs, jitter, scarce });
				t.true(delay <= configured);
				t.true(delay >= Math.min(configured, 5_000) * 0.8);
			},
		),
	);
});
