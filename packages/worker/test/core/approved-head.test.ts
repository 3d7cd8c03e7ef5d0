import test from 'ava';
import { findUnapproved } from '../../src/core/approved-head.ts';

test('only the commit that was approved may be merged', (t) => {
	t.is(findUnapproved('aaaaaaaaaa', 'aaaaaaaaaa'), null);
	t.is(findUnapproved(null, 'aaaaaaaaaa'), null);
	t.true(findUnapproved('aaaaaaaaaa', 'bbbbbbbbbb')?.includes('aaaaaaaa to bbbbbbbb'));
});
