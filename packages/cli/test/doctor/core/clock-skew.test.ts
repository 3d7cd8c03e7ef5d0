import test from 'ava';
import { measureSkew } from '../../../src/doctor/core/clock-skew.ts';

const date = 'Sun, 22 Nov 2026 14:00:00 GMT';
const at = Date.parse(date);

test('within the second the header names, and the time of the request, clocks agree', (t) => {
	t.is(measureSkew(date, at + 999, at + 1_500), 0);
	t.is(measureSkew(date, at - 5_000, at), 0);
});

test('what cannot be explained by the request is the skew', (t) => {
	t.is(measureSkew(date, at + 61_000, at + 61_200), 60);
	t.is(measureSkew(date, at - 90_100, at - 90_000), -90);
});

test('no date, no answer', (t) => {
	t.is(measureSkew(null, at, at), null);
	t.is(measureSkew('yesterday', at, at), null);
});
