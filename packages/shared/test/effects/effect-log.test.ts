import { appendFileSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test, { type ExecutionContext } from 'ava';
import { EffectLog, orderEffects, readEffects, type EffectRecord } from '../../src/effects.ts';
import { createLogger } from '../../src/log.ts';

const log = createLogger('test', { level: 'silent' });

function makeFolder(t: ExecutionContext): string {
	const folder = mkdtempSync(join(tmpdir(), 'aegis-effects-'));
	t.teardown(() => rmSync(folder, { recursive: true, force: true }));
	return folder;
}

test('what is recorded is read back, with who and when', (t) => {
	const folder = makeFolder(t);
	using effects = new EffectLog({ folder, service: 'worker-1', log });
	effects.record({ kind: 'spawn', card: '7', run: 'r1', epoch: 3, worker: 'worker-1' });
	effects.record({ kind: 'dead', card: '7', run: 'r1' });
	const { records, unreadable } = readEffects(folder);
	t.is(unreadable, 0);
	t.deepEqual(
		records.map(({ kind, card, service, pid }) => ({ kind, card, service, pid })),
		[
			{ kind: 'spawn', card: '7', service: 'worker-1', pid: process.pid },
			{ kind: 'dead', card: '7', service: 'worker-1', pid: process.pid },
		],
	);
	t.true((records[1]?.mono ?? 0) >= (records[0]?.mono ?? Infinity));
});

test('a line that a killed process left unfinished swallows nothing', (t) => {
	const folder = makeFolder(t);
	const file = join(folder, 'worker-1.jsonl');
	writeFileSync(file, '{"at":1,"kind":"de');
	using effects = new EffectLog({ folder, service: 'worker-1', log });
	effects.record({ kind: 'dead', card: '7', run: 'r1' });
	t.is(readEffects(folder).records.length, 1);
	t.is(readEffects(folder).unreadable, 0);
});

test('a whole line that is no effect is counted', (t) => {
	const folder = makeFolder(t);
	appendFileSync(join(folder, 'x.jsonl'), '{"kind":"unheard-of"}\n');
	t.like(readEffects(folder), { records: [], unreadable: 1 });
});

test('a folder that is not there has no effects', (t) => {
	t.like(readEffects(join(makeFolder(t), 'none')), { records: [], unreadable: 0 });
});

test('a log that is full goes on in a new file, and nothing is lost', (t) => {
	const folder = makeFolder(t);
	using effects = new EffectLog({ folder, service: 'worker-1', log });
	const why = 'x'.repeat(60_000);
	for (let count = 0; count < 300; count++) effects.record({ kind: 'cancel', card: '7', run: 'r', why });
	t.is(readdirSync(folder).length, 2);
	t.is(readEffects(folder).records.length, 300);
});

test('a log that cannot be written stops nobody', (t) => {
	const folder = join(makeFolder(t), 'file');
	writeFileSync(folder, '');
	using effects = new EffectLog({ folder, service: 'worker-1', log });
	t.notThrows(() => effects.record({ kind: 'quarantined', card: '7' }));
});

test('records of one boot are in the order of its clock, whatever the wall clocks say', (t) => {
	const make = (at: number, mono: number, boot: string): EffectRecord => ({
		kind: 'quarantined',
		card: `${at}`,
		at,
		mono,
		boot,
		pid: 1,
		service: 'worker-1',
	});
	t.deepEqual(
		orderEffects([make(5, 20, 'a'), make(9, 10, 'a')]).map(({ card }) => card),
		['9', '5'],
	);
	t.deepEqual(
		orderEffects([make(9, 10, 'a'), make(5, 20, 'b')]).map(({ card }) => card),
		['5', '9'],
	);
});
