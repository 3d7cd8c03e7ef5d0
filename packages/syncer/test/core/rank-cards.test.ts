import test from 'ava';
import * as fc from 'fast-check';
import { isRanked, rankColumn } from '../../src/core/rank-cards.ts';

const bare = (gids: readonly string[]) => gids.map((gid) => ({ gid, rank: null as number | null }));
const byRank = (ranks: ReadonlyMap<string, number>) =>
	[...ranks].toSorted(([, a], [, b]) => a - b).map(([gid]) => gid);
const again = (order: readonly string[], ranks: ReadonlyMap<string, number>) =>
	order.map((gid) => ({ gid, rank: ranks.get(gid) ?? null }));

test('a column is ranked in its order, after the columns to its left', (t) => {
	const left = rankColumn(bare(['a', 'b']), 0);
	const right = rankColumn(bare(['c', 'd']), 1);
	t.deepEqual(byRank(new Map([...right, ...left])), ['a', 'b', 'c', 'd']);
});

test('a card that was dragged gets a new rank, and only that one', (t) => {
	const ranks = rankColumn(bare(['a', 'b', 'c', 'd', 'e']), 3);
	for (const order of ['ebcda', 'bacde', 'bcdea'].map((text) => text.split(''))) {
		const next = rankColumn(again(order, ranks), 3);
		t.deepEqual(byRank(next), order);
	}
	const dragged = rankColumn(again('eabcd'.split(''), ranks), 3);
	t.deepEqual(
		[...dragged].filter(([gid, rank]) => ranks.get(gid) !== rank).map(([gid]) => gid),
		['e'],
	);
});

test('a column that goes on: the last cards read stay before those further down', (t) => {
	const ranks = rankColumn(bare(['a', 'b', 'c', 'd']), 0);
	const head = rankColumn(again(['a', 'b', 'x'], ranks), 0, true);
	t.true((head.get('x') ?? 0) > (ranks.get('b') ?? 0));
	t.true((head.get('x') ?? 0) < (ranks.get('c') ?? 0));
});

test('however often cards are dragged, the ranks tell the order and stay in their column', (t) => {
	const moves = fc.array(fc.tuple(fc.nat(), fc.nat()), { maxLength: 200 });
	fc.assert(
		fc.property(fc.integer({ min: 0, max: 40 }), moves, (column, steps) => {
			let order = 'abcdefgh'.split('');
			let ranks = rankColumn(bare(order), column);
			for (const [from, to] of steps) {
				const gid = order[from % order.length] ?? '';
				const rest = order.filter((other) => other !== gid);
				const at = to % order.length;
				order = [...rest.slice(0, at), gid, ...rest.slice(at)];
				ranks = rankColumn(again(order, ranks), column);
				if (byRank(ranks).join() !== order.join()) return false;
			}
			const other = rankColumn(bare(['z']), column + 1).get('z') ?? 0;
			return [...ranks.values()].every((rank) => rank < other && rank >= column * 1e9);
		}),
	);
	t.pass();
});

test('where nobody waits there is no rank', (t) => {
	t.true(isRanked('Ready Queue'));
	t.false(isRanked('Done'));
	t.false(isRanked(null));
});
