import { execFile } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { promisify } from 'node:util';
import test from 'ava';

const run = promisify(execFile);
const main = new URL('../src/main.ts', import.meta.url).pathname;
const seeds = 2_000;
/** One processor is left to the other tests. */
const jobs = Math.max(1, availableParallelism() - 1);

test('with every guard in place no seed breaks a promise', async (t) => {
	// It waits for every other file's tests too: one that hangs must not take the whole run with it.
	t.timeout(25 * 60_000);
	const ended = await run(process.execPath, [main, '--seeds', `${seeds}`, '--jobs', `${jobs}`]).catch(
		(error: { stdout: string }) => error,
	);
	t.log(ended.stdout);
	t.is(ended.stdout.trimEnd().split('\n').at(-1), `${seeds} seeds, 0 violations`);
});
