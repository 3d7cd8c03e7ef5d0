import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'ava';
import { resolveCommit } from '../../src/git/base.ts';
import { mergeBranch } from '../../src/merge/merge-branch.ts';
import { inspectBranch, readDiff } from '../../src/run/branch.ts';
import { commitWork } from '../../src/run/commit.ts';
import { takeFromClone } from '../../src/vault/door.ts';
import { openVault } from '../../src/vault/vault.ts';
import { removeClone } from '../../src/workspace/remove-clone.ts';
import { openClone, openScene, poison } from '../helpers/hostile-clone.ts';
import { git, writeFiles } from '../helpers/repository.ts';

test('attacks 22 to 33: nothing a clone is set up to run is run outside of the sandbox, from commit to merge', async (t) => {
	const scene = await openScene(t, { remote: true });
	if (scene === null) return;
	const { run, repository, marks, program } = scene;
	const clone = await openClone(scene);
	writeFiles(clone.path, { 'work.txt': 'work\n' });
	poison(clone.path, program);

	await commitWork(run, clone, 'Work').catch(() => null);
	await clone.take();
	const head = await resolveCommit(run.repository, `refs/heads/${clone.branch}`);
	await readDiff(run.repository.git, clone.branch, 'main');
	const merged = head === null ? null : await mergeBranch(run, { message: 'Merge', head });
	await removeClone(run, head ?? '');

	t.deepEqual(execFileSync('ls', [marks], { encoding: 'utf8' }), '');
	t.log(merged?.kind);
	// And not with the person's next commands either.
	git(repository.path, 'status');
	git(repository.path, 'log', '--all', '--oneline');
	t.deepEqual(execFileSync('ls', [marks], { encoding: 'utf8' }), '');
	const config = readFileSync(join(repository.path, '.git/config'), 'utf8');
	t.notRegex(config, /evil|program\.sh|insteadOf/);
});

test('the same work without the poison lands: the scene tries what it says', async (t) => {
	const scene = await openScene(t, { remote: true });
	if (scene === null) return;
	const { run, repository, marks, program } = scene;
	const clone = await openClone(scene);
	writeFiles(clone.path, { 'work.txt': 'work\n' });
	t.like(await commitWork(run, clone, 'Work'), { kind: 'committed' });
	await clone.take();
	const branch = await inspectBranch(run.repository.git, clone.branch, 'main');
	t.is(branch.commits, 1);
	t.like(await mergeBranch(run, { message: 'Merge', head: branch.headSha }), { kind: 'landed' });
	t.is(git(repository.remote ?? '', 'show', 'main:work.txt'), 'work');
	t.true(await removeClone(run, branch.headSha));
	t.false(existsSync(clone.path));

	// Outside of the sandbox the poison works.
	const plain = join(repository.root, 'plain');
	git(repository.root, 'clone', '-q', repository.path, plain);
	poison(plain, program);
	try {
		git(plain, 'status');
	} catch {
		// What it runs is no real file system monitor.
	}
	t.not(execFileSync('ls', [marks], { encoding: 'utf8' }), '');
});

test('a clone whose alternates lead to another project brings nothing of it', async (t) => {
	const scene = await openScene(t);
	if (scene === null) return;
	const { run, repository } = scene;
	const other = join(repository.root, 'other');
	mkdirSync(other);
	git(other, 'init', '-q', '-b', 'main');
	writeFiles(other, { 'secret.txt': 'canary-7531\n' });
	git(other, 'add', '-A');
	git(other, 'commit', '-q', '-m', 'Secret');
	const secret = git(other, 'rev-parse', 'HEAD');
	const clone = await openClone(scene);
	writeFileSync(join(clone.path, '.git/objects/info/alternates'), `${join(other, '.git/objects')}\n`, {
		flag: 'a',
	});
	writeFileSync(join(clone.path, '.git/refs/heads', clone.branch), `${secret}\n`);

	await t.throwsAsync(clone.take(), { code: 'CLONE_REFUSED' });

	const vault = await openVault(run.machine.home, run.repository);
	t.not((await vault.git.run(['cat-file', '-e', secret])).exitCode, 0);
});

test('attack 35: a malformed tree is refused at the door', async (t) => {
	const scene = await openScene(t);
	if (scene === null) return;
	const { run } = scene;
	const clone = await openClone(scene);
	const inClone = (args: string[], input?: string): string =>
		execFileSync('git', ['-C', clone.path, ...args], { input, encoding: 'utf8' }).trim();
	const blob = inClone(['hash-object', '-w', '--stdin'], 'text\n');
	const inner = inClone(['mktree'], `100644 blob ${blob}\tconfig\n`);
	const tree = inClone(['mktree'], `040000 tree ${inner}\t.GIT\n`);
	const commit = inClone([
		'-c',
		'user.name=A',
		'-c',
		'user.email=a@example.test',
		'commit-tree',
		tree,
		'-p',
		'HEAD',
		'-m',
		'Odd',
	]);
	inClone(['update-ref', `refs/heads/${clone.branch}`, commit]);

	await t.throwsAsync(clone.take(), { code: 'CLONE_REFUSED', message: /hasDotgit|\.git/i });

	t.not(
		(await (await openVault(run.machine.home, run.repository)).git.run(['cat-file', '-e', commit])).exitCode,
		0,
	);
	t.is(git(run.repository.path, 'rev-parse', clone.branch), git(run.repository.path, 'rev-parse', 'main'));
});

test('attack 38: other branches, tags and notes of a clone stay in it', async (t) => {
	const scene = await openScene(t);
	if (scene === null) return;
	const { run, repository } = scene;
	const clone = await openClone(scene);
	writeFiles(clone.path, { 'work.txt': 'work\n' });
	await commitWork(run, clone, 'Work');
	git(clone.path, 'update-ref', 'refs/heads/main', 'HEAD');
	git(clone.path, 'update-ref', 'refs/heads/feat/task-2', 'HEAD');
	git(clone.path, 'tag', 'v9', 'HEAD');
	git(clone.path, 'update-ref', 'refs/notes/commits', 'HEAD');
	const main = git(repository.path, 'rev-parse', 'main');

	await clone.take();

	t.is(git(repository.path, 'rev-parse', 'main'), main);
	t.deepEqual(git(repository.path, 'for-each-ref', '--format=%(refname)').split('\n'), [
		'refs/heads/feat/task-1001',
		'refs/heads/main',
	]);
});

test('a clone replaced by a link, or its git folder by one, is set aside and made anew', async (t) => {
	const scene = await openScene(t);
	if (scene === null) return;
	const { run, repository } = scene;
	const victim = join(repository.root, 'victim');
	mkdirSync(victim);
	writeFileSync(join(victim, 'HEAD'), 'ref: refs/heads/feat/task-1001\n');
	const first = await openClone(scene);
	execFileSync('rm', ['-rf', join(first.path, '.git')]);
	execFileSync('ln', ['-s', victim, join(first.path, '.git')]);

	const second = await openClone(scene);

	t.is(readFileSync(join(second.path, 'a.txt'), 'utf8'), 'one\n');
	t.is(execFileSync('ls', [victim], { encoding: 'utf8' }), 'HEAD\n');
	t.is(
		await takeFromClone(run, await openVault(run.machine.home, run.repository), second, run.ends),
		git(repository.path, 'rev-parse', 'main'),
	);
});

test('what a clone may read of the vault is the base and the cards’ branches, not the person’s other work', async (t) => {
	const scene = await openScene(t);
	if (scene === null) return;
	const { repository } = scene;
	git(repository.path, 'checkout', '-q', '-b', 'private');
	writeFiles(repository.path, { 'private.txt': 'canary-7531\n' });
	git(repository.path, 'add', '-A');
	git(repository.path, 'commit', '-q', '-m', 'Private');
	const sha = git(repository.path, 'rev-parse', 'HEAD');
	git(repository.path, 'checkout', '-q', 'main');

	const clone = await openClone(scene);

	t.not((await clone.git.run(['cat-file', '-e', sha])).exitCode, 0);
	t.is((await clone.git.run(['cat-file', '-e', 'HEAD:a.txt'])).exitCode, 0);
	t.regex((await clone.git.run(['log', '--format=%s'])).stdout, /First/);
});

test('commits a killed run left in its clone are on the branch with the next one; edits stay', async (t) => {
	const scene = await openScene(t);
	if (scene === null) return;
	const { run, repository } = scene;
	const clone = await openClone(scene);
	writeFiles(clone.path, { 'work.txt': 'work\n' });
	await commitWork(run, clone, 'Work');
	writeFiles(clone.path, { 'edit.txt': 'half\n' });
	writeFileSync(join(clone.path, '.git/index.lock'), '');

	const again = await openClone(scene);

	t.is(git(repository.path, 'show', `${clone.branch}:work.txt`), 'work');
	t.is(readFileSync(join(again.path, 'edit.txt'), 'utf8'), 'half\n');
	t.false(again.fresh);
	t.like(await commitWork(run, again, 'More'), { kind: 'committed' });
});

test('a half-made clone is made anew; a branch that moved in the repository is followed', async (t) => {
	const scene = await openScene(t);
	if (scene === null) return;
	const { repository } = scene;
	const clone = await openClone(scene);
	execFileSync('rm', [join(clone.adminDir, 'ready'), join(clone.path, 'a.txt')]);
	const whole = await openClone(scene);
	t.is(readFileSync(join(whole.path, 'a.txt'), 'utf8'), 'one\n');

	const side = join(repository.root, 'side');
	git(repository.root, 'clone', '-q', '-b', clone.branch, repository.path, side);
	writeFiles(side, { 'theirs.txt': 'theirs\n' });
	git(side, 'add', '-A');
	git(side, 'commit', '-q', '-m', 'Theirs');
	git(side, 'push', '-q', 'origin', clone.branch);
	const followed = await openClone(scene);
	t.is(readFileSync(join(followed.path, 'theirs.txt'), 'utf8'), 'theirs\n');
});

test('a worktree of an older version is replaced when nothing in it is uncommitted, and refused when something is', async (t) => {
	const scene = await openScene(t);
	if (scene === null) return;
	const { run, repository } = scene;
	git(repository.path, 'worktree', 'add', '-q', '-b', run.place.branch, run.place.path, 'main');
	writeFiles(run.place.path, { 'old.txt': 'old\n' });

	await t.throwsAsync(openClone(scene), { code: 'WORKTREE_OLD' });

	t.true(existsSync(join(run.place.path, 'old.txt')));
	git(run.place.path, 'add', '-A');
	git(run.place.path, 'commit', '-q', '-m', 'Old');
	const clone = await openClone(scene);
	t.is(readFileSync(join(clone.path, 'old.txt'), 'utf8'), 'old\n');
	t.is(git(repository.path, 'worktree', 'list').split('\n').length, 1);
});
