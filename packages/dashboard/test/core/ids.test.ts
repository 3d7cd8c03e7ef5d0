import test from 'ava';
import { isId } from '../../src/core/ids.ts';

test('an id is letters, digits, dashes and underscores', (t) => {
	t.true(['1201', 'V1StGXR8_Z5jdHi6B-myT', '-x'].every(isId));
});

test('nothing that could be a path is an id', (t) => {
	t.false(['', '.', '..', 'a/b', '..%2f', 'a\\b', 'a\0b', 'x'.repeat(81), 'a\n'].some(isId));
});
