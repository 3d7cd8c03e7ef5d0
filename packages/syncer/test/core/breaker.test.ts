import test from 'ava';
import { admit, closedBreaker, learn, type Breaker } from '../../src/core/breaker.ts';

function fail(times: number, breaker: Breaker = closedBreaker, now = 0): Breaker {
	let next = breaker;
	for (let time = 0; time < times; time++) next = learn(next, false, now, 1);
	return next;
}

test('five requests without an answer, one after another, open it', (t) => {
	t.is(fail(4).kind, 'closed');
	t.is(fail(5).kind, 'open');
	t.is(fail(4, learn(fail(4), true, 0, 1)).kind, 'closed');
});

test('while it is open nothing is asked; afterwards one request decides', (t) => {
	const open = fail(5);
	t.deepEqual(admit(open, 4_000)[1], { admitted: false, waitMs: 1_000 });
	const [half, first] = admit(open, 5_000);
	t.true(first.admitted);
	t.false(admit(half, 5_001)[1].admitted);
	t.deepEqual(learn(half, true, 6_000, 1), closedBreaker);
});

test('each probe in vain doubles the wait, up to a minute', (t) => {
	let breaker = fail(5);
	let now = 0;
	const waits: number[] = [];
	for (let round = 0; round < 6; round++) {
		const { waitMs } = admit(breaker, now)[1];
		waits.push(waitMs);
		now += waitMs;
		breaker = learn(admit(breaker, now)[0], false, now, 1);
	}
	t.deepEqual(waits, [5_000, 10_000, 20_000, 40_000, 60_000, 60_000]);
});

test('what was sent before it opened changes nothing, unless it is answered', (t) => {
	const open = fail(5);
	t.deepEqual(admit(fail(3, open, 4_000), 4_000)[1], { admitted: false, waitMs: 1_000 });
	t.is(learn(open, true, 1_000, 1).kind, 'closed');
});
