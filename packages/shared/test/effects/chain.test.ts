import { mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test, { type ExecutionContext } from 'ava';
import { EffectLog, readEffects, watchNewest } from '../../src/effects.ts';
import { createLogger } from '../../src/log.ts';

const log = createLogger('test', { level: 'silent' });

function begin(t: ExecutionContext): { folder: string; file: string; open: () => EffectLog } {
	const folder = mkdtempSync(join(tmpdir(), 'aegis-chain-'));
	t.teardown(() => rmSync(folder, { recursive: true, force: true }));
	return {
		folder,
		file: join(folder, 'worker-1.jsonl'),
		open: () => new EffectLog({ folder, service: 'worker-1', log }),
	};
}

function write(effects: EffectLog, ...runs: string[]): void {
	for (const run of runs) effects.record({ kind: 'dead', card: '7', run });
}

test('a log that several lives wrote, one of them beside its successor, is whole', (t) => {
	const { folder, file, open } = begin(t);
	using first = open();
	write(first, '1', '2');
	using second = open();
	write(second, '3');
	write(first, '4');
	write(second, '5');
	t.deepEqual(readEffects(folder).broken, []);
	// Killed in the middle of a line.
	writeFileSync(file, '{"at":1,"ki', { flag: 'a' });
	using third = open();
	write(third, '6');
	const { broken, records } = readEffects(folder);
	t.deepEqual(broken, []);
	t.is(records.length, 6);
});

test('a record that is changed, taken out, put in or moved shows', (t) => {
	const { folder, file, open } = begin(t);
	using first = open();
	write(first, '1', '2', '3');
	using second = open();
	write(second, '4', '5');
	const whole = readFileSync(file, 'utf8').trimEnd().split('\n');
	const alter = (lines: readonly string[]): number => {
		writeFileSync(file, `${lines.join('\n')}\n`);
		return readEffects(folder).broken.length;
	};
	t.is(alter(whole), 0);
	t.is(alter(whole.map((line, at) => (at === 1 ? line.replace('"run":"2"', '"run":"9"') : line))), 1);
	t.is(alter(whole.map((line, at) => (at === 1 ? line.slice(0, 20) : line))), 1, 'torn on purpose');
	for (let at = 0; at < whole.length - 1; at++) t.is(alter(whole.toSpliced(at, 1)), 1, `without ${at}`);
	t.is(alter(whole.toSpliced(2, 0, '{"at":1}')), 1, 'a line without a link');
	t.is(alter([...whole.slice(1), whole[0] ?? '']), 1, 'moved');
});

test('an end that is cut off shows to who saw it', (t) => {
	const { folder, file, open } = begin(t);
	using effects = open();
	write(effects, '1', '2');
	const look = watchNewest(folder);
	const head = look().get('worker-1') ?? '';
	t.deepEqual([...look()], [], 'nothing new');
	t.true(readEffects(folder).links.has(head));
	const size = readFileSync(file).byteLength;
	write(effects, '3');
	t.not(look().get('worker-1'), head);
	t.true(readEffects(folder).links.has(head), 'a log only grows');
	truncateSync(file, Math.floor(size / 2) + 1);
	t.false(readEffects(folder).links.has(head));
});
