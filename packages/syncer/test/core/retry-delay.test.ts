import test from 'ava';
import * as fc from 'fast-check';
import { parseRetryAfter, retryDelay } from '../../src/core/retry-delay.ts';

test('Retry-After in seconds, as a date, absent or nonsense', (t) => {
	const now = Date.parse('2026-01-01T00:00:00Z');
	t.is(parseRetryAfter('30', now), 30_000);
	t.is(parseRetryAfter('0', now), 0);
	t.is(parseRetryAfter('Thu, 01 Jan 2026 00:00:10 GMT', now), 10_000);
	t.is(parseRetryAfter('Wed, 31 Dec 2025 00:00:00 GMT', now), 0);
	t.is(parseRetryAfter(undefined, now), null);
	t.is(parseRetryAfter('soon', now), null);
	t.is(parseRetryAfter('-5', now), 0);
	t.is(parseRetryAfter('99999999999', now), 60 * 60_000);
});

test('a delay is never shorter than asked for, nor longer than 75 s where nothing was asked', (t) => {
	fc.assert(
		fc.property(
			fc.option(fc.integer({ min: 0, max: 600_000 }), { nil: null }),
			fc.integer({ min: 1, max: 1_000 }),
			fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
			(retryAfterMs, failures, jitter) => {
				const delay = retryDelay({ kind: 'rate-limited', retryAfterMs }, failures, jitter);
				t.true(delay >= (retryAfterMs ?? 0));
				if (retryAfterMs === null) t.true(delay <= 75_000);
			},
		),
	);
});

test('a refused token is not asked about often', (t) => {
	t.true(retryDelay({ kind: 'unauthorized' }, 1, 0) >= 10_000);
	t.true(retryDelay({ kind: 'unavailable' }, 1, 0) <= 500);
});
