import test from 'ava';
import * as fc from 'fast-check';
import { cutPage, parseLimit } from '../../src/core/paging.ts';

const gids = (count: number): string[] => Array.from({ length: count }, (_, index) => String(1000 + index));

/** Reads a list to its end, letting it change between pages. */
function readAll(
	list: readonly string[],
	limit: number,
	change: (list: readonly string[]) => readonly string[],
): string[] {
	const seen: string[] = [];
	let current = list;
	let offset: string | undefined;
	do {
		const page = cutPage(current, limit, offset);
		seen.push(...page.gids);
		offset = page.offset ?? undefined;
		current = change(current);
	} while (offset !== undefined);
	return seen;
}

test('pages put together are the list', (t) => {
	t.notThrows(() => {
		fc.assert(
			fc.property(fc.nat(250), fc.integer({ min: 1, max: 100 }), (count, limit) => {
				const list = gids(count);
				return readAll(list, limit, (same) => same).join(',') === list.join(',');
			}),
		);
	});
});

test('what stays in the list is never skipped when earlier entries go', (t) => {
	t.notThrows(() => {
		fc.assert(
			fc.property(
				fc.integer({ min: 2, max: 60 }),
				fc.integer({ min: 1, max: 10 }),
				fc.infiniteStream(fc.nat(59)),
				(count, limit, picks) => {
					let left: readonly string[] = gids(count);
					const seen = readAll(left, limit, (list) => {
						const gone = picks.next().value;
						left = list.filter((_, index) => index !== gone);
						return left;
					});
					return left.every((gid) => seen.includes(gid));
				},
			),
		);
	});
});

test('a list read without a limit must be short', (t) => {
	t.is(cutPage(gids(1000), undefined, undefined).gids.length, 1000);
	t.throws(() => cutPage(gids(1001), undefined, undefined), { message: /^The result is too large/ });
});

test('a token that is none is refused', (t) => {
	for (const token of ['x', '%', 'MTIz', '']) {
		t.throws(() => cutPage(gids(3), 1, token), { message: /^offset: / });
	}
});

test('limits go from 1 to 100', (t) => {
	t.is(parseLimit('1'), 1);
	t.is(parseLimit('100'), 100);
	t.is(parseLimit(undefined), undefined);
	for (const limit of ['0', '101', '-1', '1.5', 'ten'])
		t.throws(() => parseLimit(limit), { message: /^limit: / });
});
