import test from 'ava';
import { loadPageModule } from '../helpers/page-module.ts';

const { checkLink, wordAge, wordCount, wordDuration, wordMoney } = await loadPageModule<{
	checkLink: (url: unknown) => string | null;
	wordAge: (ms: number) => string;
	wordCount: (count: number, noun: string) => string;
	wordDuration: (ms: number) => string;
	wordMoney: (usd: number | null) => string;
}>('core/wording.js');

test('an unknown cost is unknown, and a small one is not nothing', (t) => {
	t.deepEqual([null, 0, 0.001, 0.005, 1.239].map(wordMoney), [
		'unknown',
		'$0.00',
		'<$0.01',
		'$0.01',
		'$1.24',
	]);
});

test('durations take two units at most', (t) => {
	const lengths = [-5, 0, 59_999, 61_000, 3_600_000, 47 * 3_600_000, 49 * 3_600_000];
	t.deepEqual(lengths.map(wordDuration), ['0s', '0s', '59s', '1m 1s', '1h 0m', '47h 0m', '2d']);
});

test('ages get coarser as they grow', (t) => {
	t.deepEqual([-9, 4_999, 5_000, 60_000, 3_600_000, 172_800_000].map(wordAge), [
		'just now',
		'just now',
		'5s ago',
		'1m ago',
		'1h ago',
		'2d ago',
	]);
});

test('only web addresses are links', (t) => {
	t.is(checkLink('https://app.asana.com/0/1/2'), 'https://app.asana.com/0/1/2');
	for (const url of [
		'javascript:alert(1)',
		' javascript:alert(1)',
		'data:text/html,x',
		'local',
		'',
		null,
		7,
	]) {
		t.is(checkLink(url), null);
	}
});

test('counts use the right word', (t) => {
	t.deepEqual([wordCount(1, 'run'), wordCount(0, 'run')], ['1 run', '0 runs']);
});
