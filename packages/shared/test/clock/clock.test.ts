import test from 'ava';
import { every, machineClock, sleep, type Clock } from '../../src/clock.ts';

/** Fires what is planned in order of its time, when told to. */
function handClock() {
	const planned: { at: number; run: () => void }[] = [];
	let now = 0;
	const clock: Clock = {
		wall: () => now,
		monotonic: () => now,
		after(ms, run) {
			const one = { at: now + ms, run };
			planned.push(one);
			return {
				cancel() {
					const place = planned.indexOf(one);
					if (place >= 0) planned.splice(place, 1);
				},
			};
		},
	};
	const advance = (to: number): void => {
		for (;;) {
			const next = planned.toSorted((a, b) => a.at - b.at)[0];
			if (next === undefined || next.at > to) break;
			planned.splice(planned.indexOf(next), 1);
			now = next.at;
			next.run();
		}
		now = to;
	};
	return { clock, advance, planned };
}

test('what is called every so often is called until it is cancelled', (t) => {
	const { clock, advance } = handClock();
	const at: number[] = [];
	const timer = every(clock, 10, () => at.push(clock.monotonic()));
	advance(35);
	timer.cancel();
	advance(100);
	t.deepEqual(at, [10, 20, 30]);
});

test('a sleep that is aborted rejects with the reason and leaves no timer', async (t) => {
	const { clock, planned } = handClock();
	const stop = new AbortController();
	const asleep = sleep(clock, 10, stop.signal);
	stop.abort(new Error('enough'));
	await t.throwsAsync(asleep, { message: 'enough' });
	t.is(planned.length, 0);
	await t.throwsAsync(sleep(clock, 10, stop.signal), { message: 'enough' });
	t.is(planned.length, 0);
});

test('the machine’s timers fire, and not once they were cancelled', async (t) => {
	let fired = false;
	machineClock.after(1, () => (fired = true)).cancel();
	await sleep(machineClock, 20);
	t.false(fired);
});
