import test from 'ava';
import { readLastWords, readLastWordsOf } from '../../src/instance/last-words.ts';

test('the last fatal entry tells why a service ended', (t) => {
	const log = [
		'{"level":"fatal","msg":"an older one","fix":"old"}',
		'{"level":"fatal","msg":"The store is broken.","fix":"Mend it."}',
		'{"level":"info","msg":"stopped"}',
		'',
	].join('\n');

	t.deepEqual(readLastWordsOf(log), { message: 'The store is broken.', fix: 'Mend it.' });
});

test('a service without JSON says it in its last line', (t) => {
	t.deepEqual(readLastWordsOf('starting\nboard: port 1 is in use\n'), {
		message: 'board: port 1 is in use',
		fix: null,
	});
});

test('silence is silence', (t) => {
	t.is(readLastWordsOf(''), null);
	t.is(readLastWords('/nowhere/at/all.log'), null);
});
