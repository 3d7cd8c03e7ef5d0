import test from 'ava';
import { findUnapproved } from '../../src/core/approved-head.ts';

test('only the commit that was approved may be merged', (t) => {
	t.is(findUnapproved({ approvedHead: 'aaaaaaaaaa' }, 'aaaaaaaaaa'), null);
	t.is(findUnapproved({ approvedHead: null, approvalNeeded: false }, 'aaaaaaaaaa'), null);
	t.not(findUnapproved({ approvedHead: null, approvalNeeded: true }, 'aaaaaaaaaa'), null);
	t.true(findUnapproved({ approvedHead: 'aaaaaaaaaa' }, 'bbbbbbbbbb')?.includes('aaaaaaaa to bbbbbbbb'));
});
