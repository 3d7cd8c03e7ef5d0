import test from 'ava';
import { checkLink, wordAge, wordDuration, wordMoney, wordReason } from '../../../page/src/core/wording.ts';

test('money, times and reasons in the words of people', (t) => {
	t.deepEqual([null, 0, 0.001, 1.005, 12].map(wordMoney), ['unknown', '$0.00', '<$0.01', '$1.00', '$12.00']);
	t.deepEqual([0, 1_240, 59_000, 61_000, 3_700_000, 200 * 3_600_000].map(wordDuration), [
		'0 s',
		'1.2 s',
		'59 s',
		'1 min 1 s',
		'1 h 1 min',
		'8 days',
	]);
	t.deepEqual([0, 7_000, 120_000, -42_000].map(wordAge), ['just now', '7 s ago', '2 min ago', 'in 42 s']);
	const now = Date.parse('2030-01-01T00:00:00Z');
	t.is(
		wordReason('Backing off until 2030-01-01T00:00:42.000Z after attempt 2: x', now),
		'Backing off — goes on in 42 s after attempt 2: x',
	);
	t.is(checkLink('javascript:alert(1)'), null);
	t.is(checkLink('https://a.b/c'), 'https://a.b/c');
});
