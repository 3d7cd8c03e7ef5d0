import test from 'ava';
import { clip, formatDuration, formatTable, formatUsd } from '../../src/output/table.ts';

test('columns line up whatever the characters', (t) => {
	t.deepEqual(
		formatTable([
			['a', 'bb', 'c'],
			['äöü', '😀', ''],
		]),
		['a    bb  c', 'äöü  😀'],
	);
});

test('texts are clipped, money and time are readable', (t) => {
	t.is(clip('abcdef', 4), 'abc…');
	t.is(clip('abcd', 4), 'abcd');
	t.deepEqual([null, 0, 0.0042, 0.041, 1.5].map(formatUsd), ['?', '$0.00', '$0.0042', '$0.04', '$1.50']);
	t.deepEqual([850, 4_200, 185_000, 7_800_000].map(formatDuration), [
		'850 ms',
		'4.2 s',
		'3 min 5 s',
		'2 h 10 min',
	]);
});
