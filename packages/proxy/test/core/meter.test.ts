import test from 'ava';
import * as fc from 'fast-check';
import { admit, openMeter, settle, type Meter } from '../../src/core/meter.ts';

const call = (likely: number, most = likely) => ({ model: 'm', reservation: { model: 'm', likely, most } });
const cost = (amount: number) => ({ kind: 'cost', cost: amount, exact: true }) as const;

function enter(meter: Meter, id: string, likely: number, most?: number): Meter {
	const admission = admit(meter, id, call(likely, most));
	if (admission.kind !== 'admitted') throw new Error(admission.kind);
	return admission.meter;
}

test('a call that would pass the cap is refused, with the figures', (t) => {
	const meter = settle(enter(openMeter(100), 'a', 10), 'a', cost(60));

	t.deepEqual(admit(meter, 'b', call(41)), {
		kind: 'refused',
		refusal: { kind: 'cap', cap: 100, spent: 60, next: 41 },
	});
	t.is(admit(meter, 'b', call(40)).kind, 'admitted');
});

test('a cap below one call lets nothing through', (t) => {
	t.is(admit(openMeter(100), 'a', call(101)).kind, 'refused');
	t.is(admit(openMeter(0), 'a', call(0)).kind, 'refused');
});

test('a second call waits while the first might use up the cap, and starts when it has not', (t) => {
	const meter = enter(openMeter(100), 'a', 10, 100);

	t.is(admit(meter, 'b', call(10, 20)).kind, 'wait');
	t.is(admit(settle(meter, 'a', cost(5)), 'b', call(10, 20)).kind, 'admitted');
	t.is(admit(enter(openMeter(100), 'a', 10, 20), 'b', call(10, 20)).kind, 'admitted', 'where there is room');
});

test('what has no price is refused where there is a cap, and after it everything', (t) => {
	t.deepEqual(admit(openMeter(100), 'a', { model: 'x', reservation: null }), {
		kind: 'refused',
		refusal: { kind: 'unpriced', model: 'x' },
	});
	const after = settle(enter(openMeter(100), 'a', 1), 'a', { kind: 'unpriced', model: 'y' });
	t.deepEqual(admit(after, 'b', call(1)), { kind: 'refused', refusal: { kind: 'unpriced', model: 'y' } });
});

test('without a cap everything goes, and what has no price is named', (t) => {
	const admission = admit(openMeter(null), 'a', { model: 'x', reservation: null });
	t.is(admission.kind, 'admitted');
	if (admission.kind !== 'admitted') return;
	t.deepEqual(settle(admission.meter, 'a', { kind: 'unpriced', model: 'x' }).unpriced, ['x']);
});

test('whatever calls cost, at most one call goes beyond the cap', (t) => {
	const step = fc.record({
		likely: fc.integer({ min: 0, max: 40 }),
		more: fc.integer({ min: 0, max: 60 }),
		real: fc.double({ min: 0, max: 1, noNaN: true }),
		ends: fc.nat(3),
	});
	fc.assert(
		fc.property(fc.integer({ min: 1, max: 200 }), fc.array(step, { maxLength: 60 }), (cap, steps) => {
			let meter = openMeter(cap);
			let largest = 0;
			const open: { id: string; real: number }[] = [];
			for (const [index, { likely, more, real, ends }] of steps.entries()) {
				const most = likely + more;
				const admission = admit(meter, String(index), call(likely, most));
				if (admission.kind === 'admitted') {
					meter = admission.meter;
					open.push({ id: String(index), real: Math.floor(most * real) });
				}
				for (const { id, real: spent } of open.splice(0, ends)) {
					meter = settle(meter, id, cost(spent));
					largest = Math.max(largest, spent);
				}
			}
			for (const { id, real } of open) {
				meter = settle(meter, id, cost(real));
				largest = Math.max(largest, real);
			}
			return meter.spent <= cap + largest && meter.underWay.size === 0;
		}),
		{ numRuns: 2_000 },
	);
	t.pass();
});
