import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'ava';
import { findObstacles } from '@aegis/shared/repository';
import { commitWork } from '../../src/run/commit.ts';
import { hydrateTree, prepareRun } from '../../src/run/prepare.ts';
import { mergeBranch } from '../../src/merge/merge-branch.ts';
import { ensureClone } from '../../src/workspace/clone.ts';
import { ensureWorktree } from '../../src/workspace/worktree.ts';
import { commitFiles, git, makeRepository, writeFiles } from '../helpers/repository.ts';
import { openTestRun } from '../helpers/run.ts';
import { realSandbox } from '../helpers/sandbox.ts';
import type { ExecutionContext } from 'ava';

/** A repository whose checks need a file of its submodule `lib`. */
function withSubmodule(t: ExecutionContext) {
	const repository = makeRepository(t);
	const lib = join(repository.root, 'lib-origin');
	git(repository.root, 'init', '-q', '-b', 'main', lib);
	commitFiles(lib, { 'lib.txt': 'one\n' });
	const allow = ['-c', 'protocol.file.allow=always'];
	git(repository.path, ...allow, 'submodule', '--quiet', 'add', lib, 'lib');
	commitFiles(repository.path, {}, 'With a submodule');
	return { repository, lib, allow };
}

const needsLib = { test_command: 'test -f lib/lib.txt' };

for (const kind of ['worktree', 'clone'])
	test(`R14: tests that need a submodule find it in the card’s ${kind} and in the merge, and no file of it is committed`, async (t) => {
		const { repository } = withSubmodule(t);
		const sandbox = kind === 'clone' ? await realSandbox(t, repository.root) : undefined;
		if (sandbox === null) return;
		const options = { config: needsLib, ...(sandbox === undefined ? {} : { sandbox }) };
		const run = await openTestRun(t, repository, options);
		const main = git(repository.path, 'rev-parse', 'main');
		const tree =
			sandbox === undefined
				? await ensureWorktree(run.repository, run.place, async () => 'refs/heads/main', run.ends)
				: await ensureClone(run, main);

		t.is(await hydrateTree(run, tree), null);
		t.is(readFileSync(join(tree.path, 'lib/lib.txt'), 'utf8'), 'one\n');
		writeFiles(tree.path, { 'b.txt': 'b\n' });
		t.deepEqual(await commitWork(run, tree, 'Work', { head: main, base: main }), { kind: 'committed' });
		await tree.take();
		const head = git(repository.path, 'rev-parse', 'feat/task-1001');
		t.is(git(repository.path, 'diff', '--name-only', main, head), 'b.txt');

		t.like(await mergeBranch(run, { message: 'Merge', head }), { kind: 'landed' });
	});

test('R14: a submodule that main moved is filled anew', async (t) => {
	const { repository, lib, allow } = withSubmodule(t);
	const run = await openTestRun(t, repository, { config: needsLib });
	const tree = await ensureWorktree(run.repository, run.place, async () => 'refs/heads/main', run.ends);
	t.is(await hydrateTree(run, tree), null);
	commitFiles(lib, { 'lib.txt': 'two\n' });
	git(repository.path, ...allow, 'submodule', '--quiet', 'update', '--remote', 'lib');
	commitFiles(repository.path, {}, 'Newer');
	git(tree.path, 'merge', '-q', '--ff-only', 'main');

	t.is(await hydrateTree(run, tree), null);
	t.is(readFileSync(join(tree.path, 'lib/lib.txt'), 'utf8'), 'two\n');
});

test('a repository that no card could land in is refused before a model is paid, with what mends it', async (t) => {
	const { repository } = withSubmodule(t);
	const clone = join(repository.root, 'clone');
	git(repository.root, 'clone', '-q', repository.path, clone);
	const none = { hydrationCommand: null };
	const look = (path: string, settings: { hydrationCommand: string | null } = none) =>
		findObstacles(join(path, '.git'), git(path, 'rev-parse', 'HEAD'), settings);

	t.deepEqual(await look(repository.path), []);
	t.like(await look(clone), [{ code: 'SUBMODULE_MISSING' }]);
	t.deepEqual(await look(clone, { hydrationCommand: 'git submodule update --init' }), []);
	commitFiles(repository.path, { 'assets/.gitattributes': '*.bin filter=lfs diff=lfs merge=lfs -text\n' });
	git(repository.path, 'branch', 'feat');
	const codes = (await look(repository.path)).map(({ code }) => code);
	t.deepEqual(codes, ['BRANCH_PREFIX_TAKEN', 'LFS_UNSUPPORTED']);
	const run = await openTestRun(t, repository);
	await t.throwsAsync(prepareRun(run), { code: 'BRANCH_PREFIX_TAKEN' });
	t.false(existsSync(run.place.path));
});
