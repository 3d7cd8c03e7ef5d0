import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import test, { type ExecutionContext } from 'ava';
import type { ProjectConfig } from '@aegis/shared/config';
import { emptyScope, findScope } from '@aegis/shared/process';
import { until } from '@aegis/shared/testing';
import type { RunContext } from '../../src/run/context.ts';
import { RunStopped } from '../../src/lease/held-run.ts';
import { cleanCard } from '../../src/merge/clean.ts';
import { findLanded } from '../../src/merge/landed.ts';
import { mergeBranch } from '../../src/merge/merge-branch.ts';
import { ensureWorktree } from '../../src/workspace/worktree.ts';
import { commitFiles, git, makeRepository, writeFiles } from '../helpers/repository.ts';
import { openTestRun } from '../helpers/run.ts';

const message = 'Say hello\n\nAegis-Card: 1001\nAegis-Run: run-1\n';

async function makeBranch(
	t: ExecutionContext,
	options: { remote?: boolean; files?: Record<string, string>; config?: Partial<ProjectConfig> } = {},
) {
	const repository = makeRepository(t, options);
	const run = await openTestRun(t, repository, {
		agent: 'Merger',
		...(options.config === undefined ? {} : { config: options.config }),
	});
	const base = (): Promise<string> => Promise.resolve('refs/heads/main');
	const worktree = await ensureWorktree(run.repository, run.place, base, run.ends);
	const head = commitFiles(worktree.path, options.files ?? { 'hello.txt': 'hello\n' }, 'Hello');
	return { ...repository, run, worktree, head, remote: repository.remote ?? '' };
}

/** The commit the Merger looked at. */
const headOf = (run: RunContext): string => git(run.place.path, 'rev-parse', 'HEAD');

const staging = (path: string): string => join(path, '.aegis/worktrees/merge-1001');

test('green without a remote: main is fast-forwarded to the tested merge, in the checkout too', async (t) => {
	const { path, run, head } = await makeBranch(t);
	const before = git(path, 'rev-parse', 'main');
	writeFiles(path, { 'draft.txt': 'mine\n' });

	const end = await mergeBranch(run, { message, head: headOf(run) });

	t.like(end, { kind: 'landed', head, merge: { base: 'main', mainBefore: before, pushed: false } });
	t.is(git(path, 'rev-parse', 'main^1'), before);
	t.is(git(path, 'rev-parse', 'main^2^'), before, 'the card is one commit on what it was made from');
	t.is(git(path, 'rev-parse', 'main^2^{tree}'), git(path, 'rev-parse', `${head}^{tree}`));
	t.is(readFileSync(join(path, 'hello.txt'), 'utf8'), 'hello\n');
	t.is(git(path, 'status', '--porcelain'), '?? draft.txt');
	t.false(existsSync(staging(path)));
});

test('green with a remote: the remote’s main moves and the local one follows', async (t) => {
	const { path, remote, run } = await makeBranch(t, { remote: true });

	const end = await mergeBranch(run, { message, head: headOf(run) });

	t.like(end, { kind: 'landed', merge: { pushed: true } });
	t.is(git(remote, 'show', 'main:hello.txt'), 'hello');
	t.is(git(path, 'rev-parse', 'main'), git(remote, 'rev-parse', 'main'));
});

test('red checks leave main untouched and give their output', async (t) => {
	const { path, remote, run } = await makeBranch(t, { remote: true, files: { 'b.txt': 'BROKEN\n' } });
	const before = git(remote, 'rev-parse', 'main');

	const end = await mergeBranch(run, { message, head: headOf(run) });

	t.like(end, { kind: 'red', checks: { command: 'sh check.sh', exitCode: 1 } });
	t.is(git(remote, 'rev-parse', 'main'), before);
	t.is(git(path, 'rev-parse', 'main'), before);
	t.false(existsSync(staging(path)));
});

test('what is tested is the merge, not the branch: two green halves can be red together', async (t) => {
	const { path, run } = await makeBranch(t, {
		files: { 'b.txt': 'b\n' },
		config: { test_command: 'test ! -f b.txt || test ! -f c.txt' },
	});
	const before = commitFiles(path, { 'c.txt': 'c\n' });

	t.is((await mergeBranch(run, { message, head: headOf(run) })).kind, 'red');
	t.is(git(path, 'rev-parse', 'main'), before);
});

test('a conflict names its files and leaves main untouched', async (t) => {
	const { path, run } = await makeBranch(t, { files: { 'a.txt': 'theirs\n' } });
	const before = commitFiles(path, { 'a.txt': 'ours\n' });

	t.deepEqual(await mergeBranch(run, { message, head: headOf(run) }), { kind: 'conflict', files: ['a.txt'] });
	t.is(git(path, 'rev-parse', 'main'), before);
	t.is(git(path, 'status', '--porcelain'), '');
});

test('main that moved during the test is merged and tested again', async (t) => {
	const repository = makeRepository(t, { remote: true });
	const other = join(repository.root, 'other');
	git(repository.root, 'clone', '-q', repository.remote ?? '', other);
	const rounds = join(repository.root, 'rounds');
	// The first check lands somebody else's commit on the remote.
	const command = `echo x >> ${rounds}; if [ $(wc -l < ${rounds}) -eq 1 ]; then cd ${other} && echo o > o.txt && git add -A && git -c user.name=o -c user.email=o@example.test commit -qm other && git push -q origin main; fi`;
	const run = await openTestRun(t, repository, { agent: 'Merger', config: { test_command: command } });
	const worktree = await ensureWorktree(
		run.repository,
		run.place,
		() => Promise.resolve('refs/heads/main'),
		run.ends,
	);
	commitFiles(worktree.path, { 'hello.txt': 'hello\n' });

	const end = await mergeBranch(run, { message, head: headOf(run) });

	t.like(end, { kind: 'landed' });
	t.is(readFileSync(rounds, 'utf8'), 'x\nx\n');
	t.is(git(repository.remote ?? '', 'show', 'main:o.txt'), 'o');
	t.is(git(repository.remote ?? '', 'show', 'main:hello.txt'), 'hello');
});

test('a dirty checkout in the way holds the merge with one sentence, and nothing is lost', async (t) => {
	const { path, run } = await makeBranch(t, { files: { 'a.txt': 'two\n' } });
	const before = git(path, 'rev-parse', 'main');
	writeFileSync(join(path, 'a.txt'), 'my draft\n');

	const end = await mergeBranch(run, { message, head: headOf(run) });

	t.is(end.kind, 'hold');
	t.regex(end.kind === 'hold' ? end.why : '', /a\.txt.*commit or stash/);
	t.is(git(path, 'rev-parse', 'main'), before);
	t.is(readFileSync(join(path, 'a.txt'), 'utf8'), 'my draft\n');
});

test('a main that is checked out nowhere moves by compare-and-swap', async (t) => {
	const { path, run } = await makeBranch(t);
	git(path, 'checkout', '-q', '-b', 'elsewhere');

	t.is((await mergeBranch(run, { message, head: headOf(run) })).kind, 'landed');
	t.is(git(path, 'show', 'main:hello.txt'), 'hello');
	t.false(existsSync(join(path, 'hello.txt')));
});

test('checks that rewrite tracked files do not prove what would land', async (t) => {
	const { path, run } = await makeBranch(t, { config: { test_command: 'echo changed > a.txt' } });
	const before = git(path, 'rev-parse', 'main');

	t.like(await mergeBranch(run, { message, head: headOf(run) }), {
		kind: 'failed',
		code: 'TESTED_TREE_CHANGED',
	});
	t.is(git(path, 'rev-parse', 'main'), before);
});

test('a lease lost during the checks lands nothing', async (t) => {
	const test_command = 'touch "$(git rev-parse --git-common-dir)/checking"; sleep 60';
	const { path, remote, run } = await makeBranch(t, { remote: true, config: { test_command } });
	const before = git(remote, 'rev-parse', 'main');
	const stopped = t.throwsAsync(mergeBranch(run, { message, head: headOf(run) }), { instanceOf: RunStopped });
	await until('the checks run', () => existsSync(join(path, '.git', 'checking')));
	run.held.stop({ kind: 'lost', why: 'test' });

	await stopped;
	t.is(git(remote, 'rev-parse', 'main'), before);
	t.false(existsSync(staging(path)));
});

test('a crash after the landing: the retry finds it, merges nothing twice and cleans up', async (t) => {
	const { path, remote, run } = await makeBranch(t, { remote: true });
	t.is((await mergeBranch(run, { message, head: headOf(run) })).kind, 'landed');
	const landed = git(remote, 'rev-parse', 'main');

	const outcome = await findLanded(run, 'refs/aegis/base/main');

	t.like(outcome, {
		kind: 'succeeded',
		intent: { kind: 'done' },
		merge: { mainAfter: landed, pushed: true },
	});
	t.is(git(remote, 'rev-parse', 'main'), landed);
	t.is(git(path, 'branch', '--list', 'feat/*'), '');
});

test('the same base, head and message give the same merge commit', async (t) => {
	const { path, run } = await makeBranch(t, { config: { test_command: null } });
	const before = git(path, 'rev-parse', 'main');
	const first = await mergeBranch(run, { message, head: headOf(run) });
	git(path, 'reset', '-q', '--hard', before);

	t.deepEqual(await mergeBranch(run, { message, head: headOf(run) }), first);
});

test('a branch with nothing new is not landed', async (t) => {
	const repository = makeRepository(t);
	const run = await openTestRun(t, repository, { agent: 'Merger' });
	await ensureWorktree(run.repository, run.place, () => Promise.resolve('refs/heads/main'), run.ends);

	t.like(await findLanded(run, 'refs/heads/main'), { kind: 'failed', code: 'NO_CHANGE' });
});

test('commits that came after the look are not merged', async (t) => {
	const { path, run, worktree, head } = await makeBranch(t);
	const before = git(path, 'rev-parse', 'main');
	commitFiles(worktree.path, { 'late.txt': 'unseen\n' });

	t.like(await mergeBranch(run, { message, head }), { kind: 'failed', code: 'BRANCH_MOVED' });
	t.is(git(path, 'rev-parse', 'main'), before);
});

test('cleaning keeps a worktree with uncommitted changes, and a branch that moved on', async (t) => {
	const { path, run, worktree, head } = await makeBranch(t);
	await mergeBranch(run, { message, head: headOf(run) });
	writeFiles(worktree.path, { 'late.txt': 'mine\n' });
	await cleanCard(run, head);
	t.true(existsSync(join(worktree.path, 'late.txt')));

	const later = commitFiles(worktree.path, { 'late.txt': 'mine\n' });
	await cleanCard(run, head);
	t.is(git(path, 'rev-parse', 'feat/task-1001'), later);
});

test('a commit that is not on main is never cleaned away', async (t) => {
	const { path, run, head } = await makeBranch(t);

	await cleanCard(run, head);

	t.is(git(path, 'rev-parse', 'feat/task-1001'), head);
	t.true(existsSync(run.place.path));
});

test('a push that the remote is slow to take ends with its run', async (t) => {
	const { root, remote, run } = await makeBranch(t, { remote: true });
	const before = git(remote, 'rev-parse', 'main');
	const [asked, go] = [join(root, 'asked'), join(root, 'go')];
	const hook = join(remote, 'hooks/pre-receive');
	writeFileSync(hook, `#!/bin/sh\necho $$ > ${asked}\nuntil [ -e ${go} ]; do sleep 0.02; done\n`, {
		mode: 0o755,
	});
	// A hook that waits for ever would hold up all tests.
	t.teardown(() => writeFileSync(go, ''));

	const merging = mergeBranch(run, { message, head: headOf(run) });
	const hookPid = await until(
		'the remote was asked',
		() => existsSync(asked) && Number(readFileSync(asked, 'utf8')),
	);
	if (process.platform === 'linux')
		await until('the hook is seen as one of the run', () => findScope(run.scope).includes(hookPid));
	run.held.stop({ kind: 'lost', why: 'the lease could not be renewed in time' });

	await t.throwsAsync(merging, { instanceOf: RunStopped });
	t.true(await emptyScope(run.scope), 'as every run does in the end');
	writeFileSync(go, '');
	await until('the hook is gone', () => !existsSync(`/proc/${hookPid}`));
	t.is(git(remote, 'rev-parse', 'main'), before);
});

test('R12: a file that end-of-line rules alone make other than its commit keeps no merge from landing', async (t) => {
	const { path, run } = await makeBranch(t, { config: { test_command: 'true' } });
	for (const files of [{ 'old.c': 'int a;\r\n' }, { '.gitattributes': '*.c text eol=lf\n' }]) {
		writeFiles(path, files);
		git(path, 'add', ...Object.keys(files));
		git(path, 'commit', '-q', '-m', 'Main');
	}

	t.like(await mergeBranch(run, { message, head: headOf(run) }), { kind: 'landed' });
	t.is(git(path, 'cat-file', '-s', 'main:old.c'), '8', 'as it was stored');
});

test('R10: a remote that takes no merge commits is told by its rule, and takes what merge.style squashes', async (t) => {
	const { remote, run } = await makeBranch(t, { remote: true });
	const hook = join(remote, 'hooks/pre-receive');
	const script =
		'while read old new ref; do [ -z "$(git rev-list --merges $old..$new)" ] || { echo "This branch must not contain merge commits."; exit 1; }; done';
	writeFileSync(hook, `#!/bin/sh\n${script}\n`, { mode: 0o755 });
	const before = git(remote, 'rev-parse', 'main');

	const end = await mergeBranch(run, { message, head: headOf(run) });
	t.like(end, { kind: 'failed', code: 'PUSH_REFUSED' });
	t.regex(end.kind === 'failed' ? end.message : '', /no merge commits\. Set merge\.style to squash/);
	t.is(git(remote, 'rev-parse', 'main'), before);

	const squashing = {
		...run,
		config: { ...run.config, merge: { ...run.config.merge, style: 'squash' as const } },
	};
	t.like(await mergeBranch(squashing, { message, head: headOf(run) }), { kind: 'landed' });
	t.is(git(remote, 'rev-parse', 'main^'), before);
});
