import test from 'ava';
import { formatReport } from '../../src/verify/format.ts';

const clean = { violations: [], cards: 3, runs: 5, effects: 40, unseen: [], beside: [], unrecordedUsd: null };

test('a line for every promise a log can tell of, and one that counts', (t) => {
	const lines = formatReport(clean);
	t.true(lines[0]?.startsWith('P1       ok (3 cards)'));
	t.false(lines.some((line) => line.startsWith('P7')));
	t.is(lines.at(-1), '40 effects of 5 runs of 3 cards, 0 violations');
});

test('a violation stands below its promise, with card and run', (t) => {
	const broken = { promise: 'P3', what: 'settled twice', card: '7', run: 'r1' } as const;
	const lines = formatReport({
		...clean,
		violations: [broken],
		unseen: ['x'],
		beside: [],
		unrecordedUsd: 0.5,
	});
	const at = lines.findIndex((line) => line.startsWith('P3       BROKEN'));
	t.is(lines[at + 1]?.trim(), 'card 7, run r1: settled twice');
	t.true(lines.includes('not looked at: x'));
	t.true(lines.includes('billed and in no book: $0.5000'));
});
