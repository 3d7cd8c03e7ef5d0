import test from 'ava';
import * as fc from 'fast-check';
import { deadlinesFor, grantLease, isProven, judgeRenewal, renewLease } from '../../src/core/lease.ts';

test('a lease is proven for half its length from when it was asked for', (t) => {
	const lease = grantLease(1_000, 20_000);

	t.true(isProven(lease, 10_999));
	t.false(isProven(lease, 11_000));
});

test('an answer to an older question never shortens what is proven', (t) => {
	fc.assert(
		fc.property(fc.nat(), fc.nat(), fc.integer({ min: 1_000, max: 60_000 }), (first, second, leaseMs) => {
			const lease = renewLease(grantLease(first, leaseMs), second, leaseMs);
			return lease.provenUntil === Math.max(first, second) + leaseMs / 2;
		}),
	);
	t.pass();
});

test('whoever says lost is right, and silence is no renewal', (t) => {
	t.is(judgeRenewal('a', { held: ['a'], lost: [] }), 'held');
	t.is(judgeRenewal('a', { held: ['a'], lost: ['a'] }), 'lost');
	t.is(judgeRenewal('a', { held: ['b'], lost: ['c'] }), 'unknown');
});

test('a run is ended from outside after its worker should have, and before it may be granted again', (t) => {
	fc.assert(
		fc.property(fc.nat(), fc.integer({ min: 1_000, max: 60_000 }), (askedAt, leaseMs) => {
			const { processes, worker } = deadlinesFor(askedAt, leaseMs);
			const moments = [grantLease(askedAt, leaseMs).provenUntil, processes, worker, askedAt + leaseMs];
			return moments.every((moment, index) => index === 0 || moment > (moments[index - 1] ?? 0));
		}),
	);
	t.pass();
});
