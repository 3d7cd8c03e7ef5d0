import { mkdirSync } from 'node:fs';
import test from 'ava';
import { runProjectCommand } from '../../src/run/shell.ts';
import { watchRunDisk } from '../../src/run/run-disk.ts';
import { makeRepository } from '../helpers/repository.ts';
import { openTestRun } from '../helpers/run.ts';

const mib = 2 ** 20;

async function open(t: Parameters<typeof openTestRun>[0], diskLimit: number) {
	const run = await openTestRun(t, makeRepository(t));
	mkdirSync(run.place.path, { recursive: true });
	return { ...run, machine: { ...run.machine, diskLimit } };
}

test('attack 62: a run that fills the disk is stopped at its limit, with the reason', async (t) => {
	const run = await open(t, 64 * mib);
	using _ = watchRunDisk(run);
	const fill =
		'n=0; while [ $n -lt 3000 ]; do n=$((n + 1)); dd if=/dev/zero of=big-$n bs=1M count=4 2>/dev/null; sleep 0.05; done; echo filled';

	const error: unknown = await runProjectCommand(run, fill, run.place.path).catch(
		(thrown: unknown) => thrown,
	);

	t.like(run.held.stopReason(), { kind: 'disk' }, String(error));
	t.regex(JSON.stringify(run.held.stopReason()), /its folders hold \d+ MiB, and 64 are allowed/);
	t.like(error, { reason: { kind: 'disk' } });
});

test('a run that stays below its limit is left alone', async (t) => {
	const run = await open(t, 512 * mib);
	using _ = watchRunDisk(run);

	const report = await runProjectCommand(
		run,
		'dd if=/dev/zero of=big bs=1M count=200 2>/dev/null; sleep 3',
		run.place.path,
	);

	t.is(report.exitCode, 0);
	t.is(run.held.stopReason(), null);
});
