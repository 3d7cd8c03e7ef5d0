import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import test, { type ExecutionContext } from 'ava';
import { commitWork } from '../../src/run/commit.ts';
import { readMemory } from '../../src/run/memory.ts';
import { pushBranch } from '../../src/workspace/push-branch.ts';
import { takeInBase } from '../../src/workspace/take-in-base.ts';
import { ensureWorktree } from '../../src/workspace/worktree.ts';
import { commitFiles, git, makeRepository, writeFiles } from '../helpers/repository.ts';
import { openTestRun } from '../helpers/run.ts';

async function open(t: ExecutionContext, options: { remote?: boolean } = {}) {
	const repository = makeRepository(t, options);
	const run = await openTestRun(t, repository);
	const base = (): Promise<string> => Promise.resolve('refs/heads/main');
	const worktree = await ensureWorktree(run.repository, run.place, base, run.ends);
	return { ...repository, run, worktree };
}

test('the worker commits everything in its own name, whatever the message looks like', async (t) => {
	const { worktree, run } = await open(t);
	writeFiles(worktree.path, { 'new.txt': 'n\n', 'a.txt': 'changed\n' });

	t.deepEqual(await commitWork(run, worktree, '--upload-pack=evil $(id)'), { kind: 'committed' });

	t.is(
		git(worktree.path, 'log', '-1', '--format=%an <%ae>%n%s'),
		'Aegis Worker <aegis@localhost>\n--upload-pack=evil $(id)',
	);
	t.is(git(worktree.path, 'log', '-1', '--format=%(trailers:key=Aegis-Card,valueonly)').trim(), '1001');
	t.is(git(worktree.path, 'status', '--porcelain'), '');
});

test('no change is no commit', async (t) => {
	const { worktree, run } = await open(t);

	t.deepEqual(await commitWork(run, worktree, 'Nothing'), { kind: 'nothing' });
});

test('an agent that left its branch gets nothing committed', async (t) => {
	const { worktree, run } = await open(t);
	git(worktree.path, 'checkout', '-q', '-b', 'elsewhere');

	await t.throwsAsync(commitWork(run, worktree, 'Lost'), { code: 'BRANCH_SWITCHED' });
});

test('a branch behind the base is brought up to it before a coder goes on', async (t) => {
	const { path, worktree } = await open(t);
	commitFiles(worktree.path, { 'mine.txt': 'm\n' });
	commitFiles(path, { 'theirs.txt': 't\n' });

	t.deepEqual(await takeInBase(worktree, 'refs/heads/main', 'main'), []);
	t.is(readFileSync(join(worktree.path, 'theirs.txt'), 'utf8'), 't\n');
});

test('a conflict is left for the coder: unresolved it is refused, resolved it becomes the merge', async (t) => {
	const { path, worktree, run } = await open(t);
	commitFiles(worktree.path, { 'a.txt': 'mine\n' });
	commitFiles(path, { 'a.txt': 'theirs\n' });

	t.like(await takeInBase(worktree, 'refs/heads/main', 'main'), [{ path: 'a.txt', unmarked: null }]);
	t.deepEqual(await commitWork(run, worktree, 'Repair'), { kind: 'unresolved', files: ['a.txt'] });
	// The next coder is told of it too, and cannot slip the marks through either.
	t.like(await takeInBase(worktree, 'refs/heads/main', 'main'), [{ path: 'a.txt', unmarked: null }]);
	t.deepEqual(await commitWork(run, worktree, 'Repair'), { kind: 'unresolved', files: ['a.txt'] });

	writeFiles(worktree.path, { 'a.txt': 'both\n' });
	t.deepEqual(await commitWork(run, worktree, 'Repair'), { kind: 'committed' });
	t.is(git(worktree.path, 'rev-list', '--count', 'HEAD..main'), '0');
	t.is(git(worktree.path, 'log', '-1', '--format=%P').split(' ').length, 2);
});

test('a rewritten branch replaces what we pushed, and never what somebody else did', async (t) => {
	const { root, remote, run, worktree } = await open(t, { remote: true });
	const origin = { name: 'origin', url: remote };
	const first = commitFiles(worktree.path, { 'b.txt': '1\n' });
	t.is(await pushBranch(run.repository, worktree, origin, first, run.ends), null);
	git(worktree.path, 'commit', '-q', '--amend', '-m', 'Again');
	const second = git(worktree.path, 'rev-parse', 'HEAD');
	t.is(await pushBranch(run.repository, worktree, origin, second, run.ends), null);
	t.is(git(remote ?? '', 'rev-parse', 'feat/task-1001'), second);

	git(root, 'clone', '-q', '-b', 'feat/task-1001', remote ?? '', 'other');
	const theirs = commitFiles(join(root, 'other'), { 'c.txt': 'c\n' });
	git(join(root, 'other'), 'push', '-q');
	git(worktree.path, 'commit', '-q', '--amend', '-m', 'Once more');

	t.not(
		await pushBranch(run.repository, worktree, origin, git(worktree.path, 'rev-parse', 'HEAD'), run.ends),
		null,
	);
	t.is(git(remote ?? '', 'rev-parse', 'feat/task-1001'), theirs);
});

test('memory is what the base says, and again when the base moved', async (t) => {
	const { path, run, worktree } = await open(t);
	const read = () => readMemory(run.repository, 'refs/heads/main');
	writeFiles(worktree.path, { 'swarm_memory.md': 'injected\n' });
	t.deepEqual(await read(), { memory: '', preferences: '', instructions: null });

	commitFiles(path, { 'swarm_memory.md': 'é first\n', 'user_preferences.md': 'tabs\n' });
	t.deepEqual(await read(), { memory: 'é first\n', preferences: 'tabs\n', instructions: null });
	t.deepEqual(await read(), { memory: 'é first\n', preferences: 'tabs\n', instructions: null });
});
