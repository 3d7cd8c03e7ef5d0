import test from 'ava';
import { judgeMerges, type Landed } from '../../../src/truth/core/judge-merges.ts';

const merge: Landed = { sha: 'm1', tree: 't1', parents: 2, card: 'c1' };
const good = { landed: [merge], tested: new Set(['t1']), done: ['c1'], theirs: new Set<string>() };

test('one merge of a tested tree for each card that is done', (t) => {
	t.deepEqual(judgeMerges(good), []);
});

test('what is wrong with main is said', (t) => {
	t.like(judgeMerges({ ...good, tested: new Set() }), [{ promise: 'P6', card: 'c1' }]);
	t.like(judgeMerges({ ...good, landed: [merge, { ...merge, sha: 'm2' }] }), [{ promise: 'P5', card: 'c1' }]);
	t.like(judgeMerges({ ...good, landed: [] }), [{ promise: 'P1', card: 'c1' }]);
	const stray: Landed = { sha: 'x', tree: 't1', parents: 1, card: null };
	t.like(judgeMerges({ ...good, landed: [merge, stray] }), [{ promise: 'P6' }]);
	t.deepEqual(judgeMerges({ ...good, landed: [merge, stray], theirs: new Set(['x']) }), []);
});
