import test from 'ava';
import { nameAll, pickNamed } from '../../../src/connect/core/pick.ts';

const items = [
	{ gid: '1', name: 'Shop' },
	{ gid: '2', name: 'shop ' },
	{ gid: '3', name: '1' },
];

test('a gid comes before a name, a name is meant in any case, nothing said means the only one', (t) => {
	t.deepEqual(pickNamed(items, '1'), { kind: 'one', item: { gid: '1', name: 'Shop' } });
	t.deepEqual(pickNamed(items, 'SHOP'), { kind: 'several', items: items.slice(0, 2) });
	t.deepEqual(pickNamed(items, 'till'), { kind: 'none' });
	t.deepEqual(pickNamed(items, undefined), { kind: 'several', items });
	t.deepEqual(pickNamed(items.slice(2), undefined), { kind: 'one', item: { gid: '3', name: '1' } });
	t.deepEqual(pickNamed([], undefined), { kind: 'none' });
});

test('a long list is cut', (t) => {
	t.is(nameAll(items, 1), 'Shop (1), and 2 more');
	t.is(nameAll(items.slice(0, 1)), 'Shop (1)');
});
