import test from 'ava';
import type { RunOutcome } from '@aegis/shared/domain';
import { haltOf, hearEnd, sieve, type Halt } from '../../../src/core/start/halt.ts';

const now = 1_000_000;
const refused: RunOutcome = { kind: 'failed', code: 'AUTH_FAILED', message: 'refused' };
const noModel: RunOutcome = { kind: 'failed', code: 'MODEL_UNKNOWN', message: 'no such model' };
const red: RunOutcome = { kind: 'failed', code: 'CHECKS_RED', message: 'red' };

function hear(
	halts: readonly Halt[],
	outcome: RunOutcome,
	more: { projectGid?: string; turns?: number } = {},
) {
	return hearEnd(halts, { projectGid: more.projectGid ?? 'p', outcome, turns: more.turns ?? 0 }, now);
}

const card = (cardGid: string, projectGid = 'p') => ({ cardGid, projectGid });

test('a refused credential halts everything, once, and is looked at ever more seldom (H1, H2)', (t) => {
	const once = hear([], refused);
	t.like(once, { 0: { projectGid: null, because: 'refused', found: 1, probeAtMs: now + 20_000 }, length: 1 });
	const twice = hear(once, refused, { projectGid: 'q' });
	t.like(twice, { 0: { found: 2, sinceMs: now, probeAtMs: now + 40_000 }, length: 1 });
	let often = twice;
	for (let i = 0; i < 50; i++) often = hear(often, refused);
	t.is(often[0]?.probeAtMs, now + 300_000);
	t.is(haltOf(often, 'anything'), often[0] as Halt);
});

test('a project’s own setting halts that project alone', (t) => {
	const halts = hear([], noModel);
	t.is(haltOf(halts, 'p')?.because, 'no such model');
	t.is(haltOf(halts, 'q'), null);
});

test('while a halt holds nothing starts, and then one card tries whether it is mended (H2)', (t) => {
	const halts = hear([], refused);
	const early = sieve([card('a'), card('b', 'q')], [], halts, now + 19_999);
	t.deepEqual([early.open.length, [...early.held.keys()]], [0, ['a', 'b']]);
	const due = sieve([card('a'), card('b', 'q')], [], halts, now + 20_000);
	t.deepEqual([due.open, [...due.held.keys()]], [[card('a')], ['b']]);
	const busy = sieve([card('a')], [{ projectGid: 'q' }], halts, now + 20_000);
	t.is(busy.open.length, 0, 'what runs already may show it');
	t.deepEqual(sieve([card('a')], [{ projectGid: 'q' }], hear([], noModel), now + 20_000).open, [card('a')]);
	t.deepEqual(sieve([card('b', 'q')], [], hear([], noModel), now).open, [card('b', 'q')]);
});

test('the first run the model answers ends it; one that never asked the model, a stop or a loss does not (H3)', (t) => {
	const halts = hear([], refused);
	t.is(hear(halts, red, { turns: 3 }).length, 0);
	t.is(hear(halts, red, { turns: 0 }).length, 1);
	t.is(hear(halts, { kind: 'cancelled', why: 'a person' }, { turns: 3 }).length, 1);
	t.is(hear(halts, { kind: 'lost', why: 'killed' }, { turns: 3 }).length, 1);
	t.is(hear(halts, { kind: 'overloaded', detail: '529' }, { turns: 3 }).length, 1);
	t.is(hear(hear([], noModel), red).length, 0, 'a project is well once a run of it gets that far');
	t.is(hear(hear([], noModel), red, { projectGid: 'q' }).length, 1);
});
