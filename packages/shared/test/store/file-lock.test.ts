import { join } from 'node:path';
import test from 'ava';
import { lockFile } from '../../src/store.ts';
import { startChild } from '../helpers/child.ts';
import { makeTempDir } from '../helpers/temp-dir.ts';

test('one holds it; another is told who, until it is released', async (t) => {
	using folder = makeTempDir();
	const file = join(folder.path, 'run', 'x.lock');
	const first = await lockFile(file);
	t.true(first.held);

	t.like(await lockFile(file, 0), { held: false, by: { pid: process.pid } });

	if (first.held) first.release();
	const second = await lockFile(file, 0);
	t.true(second.held);
	if (second.held) second.release();
});

test('a paused holder keeps it; a killed one has let go of it, whoever has its pid now', async (t) => {
	using folder = makeTempDir();
	const file = join(folder.path, 'x.lock');
	await using child = startChild('file-lock-holder.ts', [file]);
	await child.line('held');
	child.process.kill('SIGSTOP');
	t.like(await lockFile(file, 200), { held: false, by: { pid: child.pid } });

	child.process.kill('SIGKILL');
	const lock = await lockFile(file, 30_000);

	t.true(lock.held);
	if (lock.held) lock.release();
});
