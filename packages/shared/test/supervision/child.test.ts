import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import test from 'ava';
import { isSameProcessAlive } from '../../src/process.ts';
import {
	listLiveRecords,
	readLiveRecord,
	removeRecord,
	startOrAdopt,
	writeRecord,
} from '../../src/supervision.ts';
import { startChild } from '../helpers/child.ts';
import { fixtureSpec, makeNursery, shellSpec } from '../helpers/programs.ts';
import { until } from '../helpers/until.ts';

test('a child gets its own environment and nothing else, and its output is kept', async (t) => {
	using folder = makeNursery();
	const spec = shellSpec(folder.path, 'c', 'echo "home=$HOME folder=$FOLDER"; exit 3');

	const child = startOrAdopt(folder.path, spec);

	t.false(child.adopted);
	t.deepEqual(await child.exited, { code: 3, signal: null });
	t.is(readFileSync(spec.logFile, 'utf8'), `home= folder=${folder.path}\n`);
});

test('a command that does not exist ends at once like a shell would say it', async (t) => {
	using folder = makeNursery();
	const child = startOrAdopt(folder.path, { ...shellSpec(folder.path, 'c', ''), command: '/no/such/thing' });

	t.deepEqual(await child.exited, { code: 127, signal: null });
	await child.stop();
});

test('the same child started again is adopted, and its end is noticed', async (t) => {
	using folder = makeNursery();
	const spec = shellSpec(folder.path, 'c', 'exec sleep 300');
	const first = startOrAdopt(folder.path, spec);

	const second = startOrAdopt(folder.path, spec);

	t.true(second.adopted);
	t.is(second.record.pid, first.record.pid);
	process.kill(first.record.pid, 'SIGKILL');
	t.deepEqual(await second.exited, { code: null, signal: null });
});

test('a child started otherwise than now is replaced, not left beside its successor', async (t) => {
	using folder = makeNursery();
	const spec = shellSpec(folder.path, 'c', 'exec sleep 300');
	const first = startOrAdopt(folder.path, spec);

	const second = startOrAdopt(folder.path, { ...spec, env: { ...spec.env, MORE: '1' } });

	t.false(second.adopted);
	t.is((await first.exited).signal, 'SIGKILL');
	t.true(isSameProcessAlive(second.record));
	await second.stop();
});

test('the order of the environment makes no other child', async (t) => {
	using folder = makeNursery();
	const spec = shellSpec(folder.path, 'c', 'exec sleep 300', { env: { A: '1', B: '2' } });
	startOrAdopt(folder.path, spec);

	const second = startOrAdopt(folder.path, { ...spec, env: { B: '2', A: '1' } });

	t.true(second.adopted);
	await second.stop();
});

test('a stranger that has got the recorded pid is neither adopted nor killed', async (t) => {
	using folder = makeNursery();
	const spec = shellSpec(folder.path, 'c', 'exec sleep 300');
	const stranger = startOrAdopt(folder.path, { ...spec, name: 'stranger' });
	// Start times are told in hundredths of a second.
	await sleep(30);
	const mine = startOrAdopt(folder.path, spec);
	await mine.stop();
	writeRecord(folder.path, { ...mine.record, pid: stranger.record.pid });

	const child = startOrAdopt(folder.path, { ...spec, args: ['-c', 'exec sleep 301'] });

	t.false(child.adopted);
	t.not(child.record.pid, stranger.record.pid);
	t.true(isSameProcessAlive(stranger.record));
	await Promise.all([child.stop(), stranger.stop()]);
});

test('a child that does not heed SIGTERM is killed after its time', async (t) => {
	using folder = makeNursery();
	const script = 'trap "" TERM; echo ready; while :; do sleep 0.05; done';
	const spec = shellSpec(folder.path, 'c', script, { stopMs: 100 });
	const child = startOrAdopt(folder.path, spec);
	await until('it has set its trap', () => readFileSync(spec.logFile, 'utf8').includes('ready'));

	await child.stop();

	t.is((await child.exited).signal, 'SIGKILL');
	t.false(isSameProcessAlive(child.record));
});

test('a child on a leash ends when the process that started it is killed -9', async (t) => {
	using folder = makeNursery();
	const spec = fixtureSpec(folder.path, 'leashed', 'service.ts', ['plain'], { leash: true });
	await using starter = startChild('starter.ts', [folder.path, JSON.stringify(spec)]);
	await starter.line('started');
	const record = readLiveRecord(folder.path, 'leashed');
	t.truthy(record);
	if (record === null) return;
	await until('it is up', () => readFileSync(spec.logFile, 'utf8').includes('ready'));

	starter.process.kill('SIGKILL');

	await until('it has ended', () => !isSameProcessAlive(record));
	t.regex(readFileSync(spec.logFile, 'utf8'), /disposed second\ndisposed first/);
});

test('a child without a leash outlives its starter and is adopted by the next', async (t) => {
	using folder = makeNursery();
	const spec = shellSpec(folder.path, 'free', 'exec sleep 300');
	await using starter = startChild('starter.ts', [folder.path, JSON.stringify(spec)]);
	await starter.line('started');
	starter.process.kill('SIGKILL');
	await starter.ended;

	const child = startOrAdopt(folder.path, spec);

	t.true(child.adopted);
	t.true(isSameProcessAlive(child.record));
	await child.stop();
	t.false(isSameProcessAlive(child.record));
});

test('records of the living are listed; those of the dead, and what is no record, count as none', async (t) => {
	using folder = makeNursery();
	const child = startOrAdopt(folder.path, shellSpec(folder.path, 'alive', 'exec sleep 300'));
	writeRecord(folder.path, { ...child.record, name: 'dead', startTime: 'long ago' });

	t.deepEqual(
		listLiveRecords(folder.path).map((record) => record.name),
		['alive'],
	);
	t.is(readLiveRecord(folder.path, 'never'), null);
	t.deepEqual(listLiveRecords(join(folder.path, 'nowhere')), []);
	removeRecord(folder.path, 'alive');
	t.deepEqual(listLiveRecords(folder.path), []);
	await child.stop();
});
