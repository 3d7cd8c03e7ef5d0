import test from 'ava';
import * as fc from 'fast-check';
import { cardOf, judgeLeftover, type Leftover } from '../../src/core/leftover.ts';

const day = 24 * 60 * 60 * 1_000;
const leftover = fc.record({
	kind: fc.constantFrom<Leftover['kind']>('worktree', 'branch'),
	cardIsOver: fc.boolean(),
	idleMs: fc.integer({ min: 0, max: 60 * day }),
	clean: fc.boolean(),
	kept: fc.boolean(),
});

test('only what is over, old, clean and kept elsewhere is removed, and no other thing stays for no reason', (t) => {
	fc.assert(
		fc.property(leftover, (found) => {
			const may = found.cardIsOver && found.idleMs >= 14 * day && found.clean && found.kept;
			return judgeLeftover(found, 14 * day).remove === may;
		}),
	);
	t.pass();
});

test('what holds work says so, however old it is', (t) => {
	const old: Leftover = { kind: 'branch', cardIsOver: true, idleMs: 900 * day, clean: true, kept: false };
	t.deepEqual(judgeLeftover(old, 14 * day), { remove: false, because: 'work' });
	t.deepEqual(judgeLeftover({ ...old, cardIsOver: false, kept: true }, 14 * day), {
		remove: false,
		because: 'active',
	});
});

for (const [name, card] of [
	['feat/task-12', '12'],
	['task-a_B-3', 'a_B-3'],
	['merge-12', '12'],
	['task-12.broken-1700000000000', null],
	['feat/task-', null],
	['feat/something', null],
	['main', null],
	['task-../../etc', null],
] as const) {
	test(`“${name}” belongs to ${card ?? 'no card'}`, (t) => t.is(cardOf(name), card));
}
