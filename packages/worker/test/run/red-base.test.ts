import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import test, { type ExecutionContext } from 'ava';
import { describeInterruption } from '../../src/core/interruption.ts';
import { prepareRun } from '../../src/run/prepare.ts';
import { findRedBase } from '../../src/run/red-base.ts';
import { runChecks } from '../../src/run/shell.ts';
import { ensureWorktree } from '../../src/workspace/worktree.ts';
import { commitFiles, git, makeRepository } from '../helpers/repository.ts';
import { openTestRun } from '../helpers/run.ts';

/** A repository whose checks tell how often they ran, and a card's run in it. */
async function open(
	t: ExecutionContext,
	files: Record<string, string>,
	agent: 'Worker' | 'Reviewer' = 'Worker',
) {
	const repository = makeRepository(t);
	const main = commitFiles(repository.path, files);
	const ran = join(repository.root, 'ran');
	const config = { test_command: `echo x >> ${ran}; sh check.sh` };
	const run = await openTestRun(t, repository, { agent, config });
	return {
		path: repository.path,
		main,
		run,
		count: () => (existsSync(ran) ? readFileSync(ran, 'utf8').length / 2 : 0),
		staging: join(repository.path, '.aegis/worktrees/merge-1001'),
	};
}

test('R19: a red check on a red base is nobody’s: the run ends with that, and no model is paid until main is green', async (t) => {
	const { path, main, run, count, staging } = await open(t, { 'b.txt': 'BROKEN\n' });

	t.like(await findRedBase(run, main), { kind: 'failed', code: 'BASE_RED' });
	t.false(existsSync(staging), 'what it was tested in is gone');
	t.like(await prepareRun(run), { kind: 'settled', outcome: { code: 'BASE_RED' } });
	t.is(count(), 2, 'a run that looks whether it is mended tests it again');

	commitFiles(path, { 'b.txt': 'whole\n' });
	t.like(await prepareRun(run), { kind: 'ready' });
	t.like(await prepareRun(run), { kind: 'ready' });
	t.is(count(), 3, 'and the green one once');
});

test('a base that was green once is not tested again, and its cards answer for their red checks', async (t) => {
	const { main, run, count } = await open(t, { 'b.txt': 'b\n' });

	t.is(await findRedBase(run, main), null);
	t.is(await findRedBase(run, main), null);
	t.is(count(), 1);
});

test('R19: the Reviewer sends nothing back for what main was red with before the card', async (t) => {
	const { path, run, main } = await open(t, { 'b.txt': 'BROKEN\n' }, 'Reviewer');
	const base = (): Promise<string> => Promise.resolve('refs/heads/main');
	const worktree = await ensureWorktree(run.repository, run.place, base, run.ends);
	commitFiles(worktree.path, { 'c.txt': 'c\n' });

	t.like(await prepareRun(run), { kind: 'settled', outcome: { kind: 'failed', code: 'BASE_RED' } });
	t.is(git(path, 'rev-parse', 'main'), main);
});

test('R20: checks that a signal ended are tried once more', async (t) => {
	const repository = makeRepository(t);
	const mark = join(repository.root, 'second');
	const config = { test_command: `test -e ${mark} || { touch ${mark}; kill -9 $$; }` };
	const run = await openTestRun(t, repository, { config });

	const report = await runChecks(run, repository.path);
	t.is(report?.exitCode, 0);
	t.is(report?.interrupted, undefined);
});

test('R20: checks that are killed twice blame nobody, and name the signal', async (t) => {
	const repository = makeRepository(t);
	const run = await openTestRun(t, repository, { config: { test_command: 'kill -9 $$' } });

	await t.throwsAsync(runChecks(run, repository.path), { code: 'CHECKS_INTERRUPTED', message: /SIGKILL/ });
});

test('a time limit, a signal and memory are interruptions; an exit code is not', (t) => {
	const end = { code: 1, signal: null, limitSeconds: null, tail: '3 failed' };
	t.is(describeInterruption(end), null);
	t.is(describeInterruption({ ...end, code: 0, tail: 'MemoryError' }), null);
	t.regex(describeInterruption({ ...end, limitSeconds: 60 }) ?? '', /60 s/);
	t.regex(describeInterruption({ ...end, code: null, signal: 'SIGTERM' }) ?? '', /SIGTERM/);
	t.regex(describeInterruption({ ...end, code: 137 }) ?? '', /SIGKILL/);
	const tail = 'FATAL ERROR: Reached heap limit Allocation failed - JavaScript heap out of memory';
	t.is(describeInterruption({ ...end, code: 134, tail }), 'memory ran out');
});
