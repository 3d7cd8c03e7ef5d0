import test from 'ava';
import {
	invariant,
	reachedInvariants,
	takeBrokenInvariants,
	unreachedInvariants,
} from '../../src/invariant.ts';

test('an invariant that holds says nothing, and counts as reached only where it said anything', (t) => {
	invariant('card.C1', true, false);
	t.true(unreachedInvariants(reachedInvariants()).includes('card.C1'));
	invariant('card.C1', true, true);
	t.false(unreachedInvariants(reachedInvariants()).includes('card.C1'));
});

test('one that does not hold names itself, and does not count as reached', (t) => {
	const error = t.throws(() => invariant('card.C5', false, true));
	t.like(error, { code: 'INVARIANT_BROKEN' });
	t.regex(error?.message ?? '', /card\.C5: what a card has cost never falls/);
	t.false(reachedInvariants().includes('card.C5'));
	t.deepEqual(takeBrokenInvariants(), ['card.C5']);
	t.deepEqual(takeBrokenInvariants(), []);
});
