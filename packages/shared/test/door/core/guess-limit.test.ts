import test from 'ava';
import { GuessLimit } from '../../../src/door/core/guess-limit.ts';

test('ten wrong guesses of one address a minute, and a hundred of all together', (t) => {
	const limit = new GuessLimit();
	for (let guess = 0; guess < 10; guess++) {
		t.is(limit.wait('a', guess), 0);
		limit.wrong('a', guess);
	}
	t.is(limit.wait('a', 10), 60);
	t.is(limit.wait('b', 10), 0);
	t.is(limit.wait('a', 60_000), 0);
	for (let address = 0; address < 90; address++) limit.wrong(`other-${address}`, 20);
	t.true(limit.wait('b', 30) > 0);
	t.is(limit.wait('b', 60_021), 0);
});
