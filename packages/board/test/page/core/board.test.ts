import test from 'ava';
import * as fc from 'fast-check';
import {
	applyChange,
	fromSnapshot,
	placeOf,
	withMove,
	type Board,
	type Card,
	type Change,
} from '../../../page/src/core/board.ts';
import { moveRequest, placeAtEnd, placeBeside, placeOneStep } from '../../../page/src/core/drop.ts';
import { stillPending, withPending, type Pending } from '../../../page/src/core/pending.ts';
import { stepFrom } from '../../../page/src/core/steps.ts';

function card(gid: string, section: string, more: Partial<Card> = {}): Card {
	return {
		gid,
		name: `card ${gid}`,
		section,
		completed: false,
		assignee: null,
		due: null,
		comments: 0,
		attachments: 0,
		subtasks: 0,
		ticked: 0,
		blockers: [],
		fields: {},
		...more,
	};
}

function board(columns: Readonly<Record<string, readonly string[]>>): Board {
	return fromSnapshot({
		version: 1,
		project: { gid: 'p', name: 'P' },
		columns: Object.keys(columns).map((gid) => ({ gid, name: gid })),
		fields: [],
		people: [],
		cards: Object.entries(columns).flatMap(([section, gids]) => gids.map((gid) => card(gid, section))),
	});
}

function change(more: Partial<Change>): Change {
	return { version: 2, by: 'u', cards: [], gone: [], touched: [], ...more };
}

const orderOf = (shown: Board): Record<string, readonly string[]> => Object.fromEntries(shown.order);

test('a commit puts cards where the board says, takes away what is gone, and leaves the rest as the same objects', (t) => {
	const before = board({ a: ['1', '2', '3'], b: ['4'] });
	const after = applyChange(
		before,
		change({ cards: [card('2', 'b', { after: '4' })], gone: ['3', 'unknown'] }),
	);
	t.deepEqual(orderOf(after), { a: ['1'], b: ['4', '2'] });
	t.is(after.cards.get('1'), before.cards.get('1'));
	t.deepEqual(orderOf(before), { a: ['1', '2', '3'], b: ['4'] }, 'what was is not changed');
	const edited = applyChange(before, change({ cards: [card('2', 'a', { after: '1', name: 'new' })] }));
	t.is(edited.order.get('a'), before.order.get('a'), 'an edit moves nothing');
	t.is(edited.cards.get('2')?.name, 'new');
});

test('told of each move, the page always has the order of the board', (t) => {
	const gids = ['1', '2', '3', '4', '5', '6'];
	const move = fc.record({
		gid: fc.constantFrom(...gids),
		to: fc.constantFrom('a', 'b', 'c'),
		at: fc.nat(6),
	});
	fc.assert(
		fc.property(fc.array(move, { maxLength: 30 }), (moves) => {
			const real = new Map([
				['a', gids.slice(0, 4)],
				['b', gids.slice(4)],
				['c', []],
			]);
			let shown = board(Object.fromEntries(real));
			for (const { gid, to, at } of moves) {
				for (const [name, list] of real)
					real.set(
						name,
						list.filter((other) => other !== gid),
					);
				const list = real.get(to) ?? [];
				const place = Math.min(at, list.length);
				const after = list[place - 1] ?? null;
				real.set(to, list.toSpliced(place, 0, gid));
				shown = applyChange(shown, change({ cards: [card(gid, to, { after })] }));
				const known = placeOf(shown, gid);
				if (known?.section !== to || known.after !== after) return false;
			}
			return JSON.stringify(orderOf(shown)) === JSON.stringify(Object.fromEntries(real));
		}),
	);
	t.pass();
});

test('what was asked for is shown until the board tells of it, whoever made it so', (t) => {
	const told = board({ a: ['1', '2'], b: [] });
	const wishes: readonly Pending[] = [
		{ id: 1, card: '1', kind: 'move', to: { section: 'b', after: null } },
		{ id: 2, card: '2', kind: 'edit', patch: { name: 'two', fields: { f: 'x' } } },
	];
	const shown = withPending(told, wishes);
	t.deepEqual(orderOf(shown), { a: ['2'], b: ['1'] });
	t.like(shown.cards.get('2'), { name: 'two', fields: { f: 'x' } });
	t.deepEqual(stillPending(wishes, change({ cards: [card('1', 'b', { after: null })] })), [wishes[1]]);
	t.is(
		stillPending(wishes, change({ cards: [card('1', 'a', { after: '2' })] })),
		wishes,
		'elsewhere is not there',
	);
	const fields = { f: 'x', g: 1 };
	t.deepEqual(stillPending(wishes, change({ cards: [card('2', 'a', { name: 'two', fields })] })), [
		wishes[0],
	]);
	t.deepEqual(stillPending(wishes, change({ gone: ['1', '2'] })), []);
});

test('a drop is above or below the card it is held over, never below itself', (t) => {
	const shown = board({ a: ['1', '2', '3'], b: ['4'] });
	t.deepEqual(placeBeside(shown, '4', '2', 'top'), { section: 'a', after: '1' });
	t.deepEqual(placeBeside(shown, '4', '2', 'bottom'), { section: 'a', after: '2' });
	t.deepEqual(placeBeside(shown, '4', '1', 'top'), { section: 'a', after: null });
	t.deepEqual(placeBeside(shown, '1', '2', 'top'), { section: 'a', after: null });
	t.is(placeBeside(shown, '1', '1', 'top'), undefined);
	t.deepEqual(placeAtEnd(shown, '3', 'a'), { section: 'a', after: '2' });
	t.deepEqual(placeAtEnd(shown, '1', 'none'), { section: 'none', after: null });
	t.deepEqual(placeOneStep(shown, '2', -1), { section: 'a', after: null });
	t.deepEqual(placeOneStep(shown, '2', 1), { section: 'a', after: '3' });
	t.is(placeOneStep(shown, '3', 1), undefined);
	t.deepEqual(orderOf(withMove(shown, '2', { section: 'a', after: '3' })), { a: ['1', '3', '2'], b: ['4'] });
	t.deepEqual(moveRequest('1', { section: 's', after: null }), {
		path: '/sections/s/addTask',
		data: { task: '1', insert_after: null },
	});
});

test('keys lead from card to card, over empty columns and what is not shown', (t) => {
	const shown = board({ a: ['1', '2', '3'], b: [], c: ['4'] });
	const all = () => true;
	t.is(stepFrom(shown, null, 'down', all), '1');
	t.is(stepFrom(shown, '1', 'down', all), '2');
	t.is(stepFrom(shown, '1', 'up', all), undefined);
	t.is(stepFrom(shown, '3', 'right', all), '4');
	t.is(stepFrom(shown, '4', 'left', all), '1');
	t.is(stepFrom(shown, '1', 'last', all), '3');
	t.is(
		stepFrom(shown, '1', 'down', (gid) => gid !== '2'),
		'3',
	);
	t.is(stepFrom(shown, 'gone', 'down', all), '1');
});
