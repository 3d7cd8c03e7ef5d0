import test from 'ava';
import { checkEffects } from '../../src/core/check.ts';
import type { Effect } from '@aegis/shared/effects';

type Unstamped<One> = One extends unknown ? Omit<One, 'at' | 'card'> : never;

/** The promises a story about one card breaks; one second between its effects. */
function broken(...story: Unstamped<Effect>[]): string[] {
	const effects = story.map((effect, index) => ({ at: index * 1_000, card: 'card', ...effect }));
	return checkEffects(effects, { deaths: true, bill: 'exact' }).map(({ promise }) => promise);
}

const epoch = (number: number) => ({ kind: 'epoch', epoch: number }) as const;
const reserve = (run: string, of: number) =>
	({ kind: 'reserve', run, epoch: of, usd: 1, spentUsd: 0, capUsd: 1 }) as const;
const spawn = (run: string, of: number) => ({ kind: 'spawn', run, epoch: of, worker: 'w' }) as const;
const turn = (run: string, of: number, usd = 0.1) => ({ kind: 'turn', run, epoch: of, usd }) as const;
const dead = (run: string) => ({ kind: 'dead', run }) as const;
const settle = (run: string, usd: number, known = true) => ({ kind: 'settle', run, usd, known }) as const;
const begun = [epoch(1), reserve('one', 1), spawn('one', 1)] as const;

test('a whole run breaks nothing', (t) => {
	const approved = [
		{ kind: 'approve', head: 'h' },
		{ kind: 'tested', tree: 't' },
	] as const;
	const merge = { kind: 'merge', run: 'one', epoch: 1, head: 'h', tree: 't', auto: false } as const;
	t.deepEqual(broken(...begun, turn('one', 1), dead('one'), ...approved, merge, settle('one', 0.1)), []);
});

test('P1: a card that may not rest as it does', (t) => {
	t.deepEqual(broken({ kind: 'rest', problem: 'lost' }, { kind: 'rest', problem: null }), ['P1']);
});

test('P2: an old epoch, a second agent, commands out of order', (t) => {
	t.deepEqual(broken(...begun, epoch(2), turn('one', 1)), ['P2']);
	t.deepEqual(broken(...begun, epoch(2), reserve('two', 2), spawn('two', 2)), ['P2']);
	t.deepEqual(broken(...begun, dead('one'), reserve('two', 1)), ['P2']);
	t.deepEqual(broken({ kind: 'written', seq: 2 }, { kind: 'written', seq: 1 }), ['P2']);
	const frozen = { kind: 'frozen', worker: 'w', until: 60_000 } as const;
	t.deepEqual(broken(...begun, frozen, epoch(2), reserve('two', 2), spawn('two', 2)), []);
});

test('P2: commands that the master gives once more, not knowing of their end, are in order again', (t) => {
	const written = (seq: number) => ({ kind: 'written', seq }) as const;
	const base = { kind: 'base', seq: 1 } as const;
	t.deepEqual(broken(written(1), written(2), written(3), base, written(2), written(3)), []);
	t.deepEqual(broken(written(1), written(2), written(3), base, written(3), written(2)), ['P2']);
	t.deepEqual(broken(written(1), written(2), { ...base, seq: 2 }, written(1)), ['P2']);
});

test('P3: nothing reserved, settled twice, wrongly, or below what was heard', (t) => {
	t.deepEqual(broken(epoch(1), spawn('one', 1)), ['P3']);
	t.deepEqual(broken(...begun, settle('one', 0), settle('one', 0)), ['P3']);
	t.deepEqual(broken(...begun, turn('one', 1), settle('one', 0.2)), ['P3']);
	const heard = { kind: 'heard-cost', run: 'one', usd: 0.1 } as const;
	t.deepEqual(broken(...begun, turn('one', 1), heard, settle('one', 0.05, false)), ['P3']);
	t.deepEqual(broken(...begun, turn('one', 1), settle('one', 0, false)), []);
});

test('P4: past the cap, or more than one turn past the reservation', (t) => {
	t.deepEqual(broken({ ...reserve('one', 1), spentUsd: 0.5 }), ['P4']);
	t.deepEqual(broken(...begun, turn('one', 1, 2)), []);
	t.deepEqual(broken(...begun, turn('one', 1, 2), turn('one', 1)), ['P4']);
});

test('P5: an approval used twice, or for another commit', (t) => {
	const approve = { kind: 'approve', head: 'h' } as const;
	const merge = { kind: 'merge', run: 'one', epoch: 1, head: 'h', tree: 't', auto: false } as const;
	const tested = { kind: 'tested', tree: 't' } as const;
	t.deepEqual(broken(tested, approve, merge, merge), ['P5']);
	t.deepEqual(broken(tested, approve, { ...merge, head: 'other' }), ['P5']);
	t.deepEqual(broken(tested, { ...merge, auto: true }), []);
});

test('P6: a tree nobody tested', (t) => {
	t.deepEqual(broken({ kind: 'merge', run: 'one', epoch: 1, head: 'h', tree: 't', auto: true }), ['P6']);
});

test('P10: an agent on a card that lost its worker three times in a row', (t) => {
	const lose = (run: string) => [{ kind: 'lost', run, why: '' }, { ...settle(run, 0, false) }] as const;
	const run = (name: string, of: number) =>
		[epoch(of), reserve(name, of), spawn(name, of), dead(name)] as const;
	const three = [
		...run('1', 1),
		...lose('1'),
		...run('2', 2),
		...lose('2'),
		...run('3', 3),
		...lose('3'),
	] as const;
	t.deepEqual(broken(...three), []);
	t.deepEqual(broken(...three, ...run('4', 4)), ['P10']);
	t.deepEqual(broken(...three, { kind: 'pardoned' }, ...run('4', 4)), []);
	t.deepEqual(broken(...three, { kind: 'quarantined' }, ...run('4', 4)), ['P10']);
});

test('P7: another card after a restart', (t) => {
	t.deepEqual(broken({ kind: 'restarted', before: 'a', after: 'b' }), ['P7']);
});

test('P9: a move over a person’s, and older knowledge', (t) => {
	const person = { kind: 'person', section: 'Drafts', version: 5 } as const;
	const move = {
		kind: 'move',
		seq: 1,
		from: 'Drafts',
		to: 'Review',
		expected: 'Ready Queue',
		knows: 4,
	} as const;
	t.deepEqual(broken(person, move), ['P9']);
	t.deepEqual(broken(person, { ...move, knows: 5 }), []);
	const believes = (version: number) => ({ kind: 'believes', version }) as const;
	t.deepEqual(broken(believes(2), believes(1)), ['P9']);
	t.deepEqual(broken({ kind: 'redis-lost' }, believes(2), believes(1)), []);
});

test('P9: a run under a pause, and an agent that a pause does not stop', (t) => {
	const pause = (on: boolean, target = 'all') => ({ kind: 'pause', target, on }) as const;
	t.deepEqual(broken(pause(true), ...begun), ['P9']);
	t.deepEqual(broken(pause(true, 'card/card'), ...begun), ['P9']);
	t.deepEqual(broken(pause(true, 'project/p'), epoch(1), { ...reserve('one', 1), project: 'p' }), ['P9']);
	t.deepEqual(broken(pause(true, 'card/other'), ...begun), []);
	t.deepEqual(broken(pause(true), pause(false), ...begun), []);
	const seconds = Array.from({ length: 31 }, () => ({ kind: 'redis-lost' }) as const);
	t.deepEqual(broken(...begun, pause(true), turn('one', 1)), []);
	t.deepEqual(broken(...begun, pause(true), ...seconds, turn('one', 1)), ['P9']);
	const cancel = { kind: 'cancel', run: 'one', why: 'paused' } as const;
	t.deepEqual(broken(...begun, pause(true), settle('one', 0)), ['P9']);
	t.deepEqual(broken(...begun, pause(true), cancel, settle('one', 0)), []);
});

test('a comment posted twice', (t) => {
	t.deepEqual(broken({ kind: 'comment', ref: 'r' }, { kind: 'comment', ref: 'r' }), ['comments']);
});
