import { spawn } from 'node:child_process';
import {
	existsSync,
	mkdirSync,
	readFileSync,
	readdirSync,
	renameSync,
	rmSync,
	symlinkSync,
	utimesSync,
	writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import test, { type ExecutionContext } from 'ava';
import { emptyScope } from '@aegis/shared/process';
import { until } from '@aegis/shared/testing';
import { gitEnvironment } from '../../src/core/environment.ts';
import { openRepository } from '../../src/git/repository.ts';
import { placeCard } from '../../src/workspace/paths.ts';
import { ensureWorktree } from '../../src/workspace/worktree.ts';
import { commitFiles, git, makeRepository, writeFiles } from '../helpers/repository.ts';
import { temporaryFolder } from '../helpers/temporary.ts';

const ends = { signal: new AbortController().signal, scope: `worktree-test-${process.pid}` };
const main = (): Promise<string> => Promise.resolve('refs/heads/main');

async function openCard(path: string, gid = '1001') {
	const repository = await openRepository(path, gitEnvironment(process.env));
	const place = placeCard(repository, '.aegis/worktrees', gid);
	return { repository, place, ensure: () => ensureWorktree(repository, place, main, ends) };
}

test('a card gets a worktree on its branch, and the person sees nothing of it', async (t) => {
	const { path } = makeRepository(t);
	const { place, ensure } = await openCard(path);

	const worktree = await ensure();

	t.true(worktree.fresh);
	t.is(place.path, join(path, '.aegis/worktrees/task-1001'));
	t.is(git(place.path, 'rev-parse', '--abbrev-ref', 'HEAD'), 'feat/task-1001');
	t.is(git(path, 'status', '--porcelain'), '');
});

test('a sane worktree is adopted with what is uncommitted in it', async (t) => {
	const { path } = makeRepository(t);
	const { place, ensure } = await openCard(path);
	await ensure();
	writeFiles(place.path, { 'draft.txt': 'mine\n' });

	const again = await ensure();

	t.false(again.fresh);
	t.is(readFileSync(join(place.path, 'draft.txt'), 'utf8'), 'mine\n');
});

test('a vanished worktree is made again from the branch, commits included', async (t) => {
	const { path } = makeRepository(t);
	const { place, ensure } = await openCard(path);
	await ensure();
	const sha = commitFiles(place.path, { 'b.txt': 'two\n' });
	rmSync(place.path, { recursive: true });

	const again = await ensure();

	t.false(again.fresh);
	t.is(git(place.path, 'rev-parse', 'HEAD'), sha);
});

test('a worktree git forgot is set aside, not deleted, and made again', async (t) => {
	const { path } = makeRepository(t);
	const { repository, place, ensure } = await openCard(path);
	await ensure();
	const sha = commitFiles(place.path, { 'b.txt': 'two\n' });
	writeFiles(place.path, { 'draft.txt': 'mine\n' });
	rmSync(place.adminDir, { recursive: true });

	await ensure();

	t.is(git(place.path, 'rev-parse', 'HEAD'), sha);
	const aside = readdirSync(join(repository.path, '.aegis/worktrees')).find((name) =>
		name.includes('broken'),
	);
	t.is(readFileSync(join(path, '.aegis/worktrees', aside ?? '', 'draft.txt'), 'utf8'), 'mine\n');
});

test('a .git file that an agent pointed elsewhere is not followed', async (t) => {
	const { path } = makeRepository(t);
	const { place, ensure } = await openCard(path);
	await ensure();
	const trap = temporaryFolder(t);
	git(trap, 'init', '-q');
	writeFileSync(join(place.path, '.git'), `gitdir: ${trap}/.git\n`);

	const worktree = await ensure();

	t.is(await worktree.git.text(['rev-parse', '--git-common-dir']), join(path, '.git'));
	t.true(readFileSync(join(place.path, '.git'), 'utf8').includes(place.adminDir));
});

test('a worktree replaced by a link is moved, and what it led to is left alone', async (t) => {
	const { path } = makeRepository(t);
	const { place, ensure } = await openCard(path);
	await ensure();
	const victim = temporaryFolder(t);
	writeFiles(victim, { 'precious.txt': 'keep\n' });
	renameSync(place.path, `${place.path}.away`);
	symlinkSync(victim, place.path);

	await ensure();

	t.true(existsSync(join(victim, 'precious.txt')));
	t.is(git(place.path, 'rev-parse', '--abbrev-ref', 'HEAD'), 'feat/task-1001');
});

test('a worktree folder behind a link is refused', async (t) => {
	const { path } = makeRepository(t);
	const elsewhere = temporaryFolder(t);
	mkdirSync(join(path, '.aegis'));
	symlinkSync(elsewhere, join(path, '.aegis/worktrees'));

	await t.throwsAsync(openCard(path), { code: 'WORKTREE_OUTSIDE' });
});

/** Commits a file whose checkout takes a minute; returns what is there once that has begun. */
function addSlowFile(t: ExecutionContext, path: string): string {
	const mark = join(temporaryFolder(t), 'mark');
	writeFiles(path, { '.gitattributes': '*.slow filter=slow\n', 'z.slow': 'late\n' });
	git(path, 'add', '--all');
	git(path, 'commit', '-q', '-m', 'A file that takes its time');
	git(path, 'config', 'filter.slow.smudge', `touch ${mark}; sleep 60; cat`);
	return mark;
}

/** Has git killed while it fills a new worktree, with some files there and some not. */
async function killWhileFilling(t: ExecutionContext, path: string, args: readonly string[]): Promise<void> {
	const mark = addSlowFile(t, path);
	const adding = spawn('git', ['-C', path, 'worktree', 'add', '-q', ...args], {
		env: { ...gitEnvironment(process.env), LC_ALL: 'C' },
		stdio: 'ignore',
		detached: true,
	});
	const died = new Promise((resolve) => adding.once('exit', resolve));
	await until('git is in the middle of it', () => existsSync(mark));
	process.kill(-(adding.pid ?? 0), 'SIGKILL');
	await died;
	git(path, 'config', 'filter.slow.smudge', 'cat');
}

test('a worktree git died over while it was made is made again: nothing in it looks deleted', async (t) => {
	const { path } = makeRepository(t);
	const { place, ensure } = await openCard(path);
	await killWhileFilling(t, path, ['-b', place.branch, place.path, 'main']);
	t.true(existsSync(join(place.path, 'a.txt')));
	t.false(existsSync(join(place.path, 'z.slow')));

	await ensure();

	t.is(git(place.path, 'status', '--porcelain'), '');
	t.is(readFileSync(join(place.path, 'z.slow'), 'utf8'), 'late\n');
	t.deepEqual(readdirSync(join(path, '.aegis/worktrees')), ['task-1001']);
});

test('a run that is stopped while git makes its worktree takes git along', async (t) => {
	const { path } = makeRepository(t);
	const { repository, place } = await openCard(path);
	const mark = addSlowFile(t, path);
	const stop = new AbortController();
	const scope = `${ends.scope}/stopped`;

	const making = ensureWorktree(repository, place, main, { signal: stop.signal, scope });
	await until('git is in the middle of it', () => existsSync(mark));
	stop.abort();

	await t.throwsAsync(making);
	t.true(await emptyScope(scope));
	git(path, 'config', 'filter.slow.smudge', 'cat');
	const made = await ensureWorktree(repository, place, main, ends);
	t.is(git(made.path, 'status', '--porcelain'), '');
});

test('locks of its own that a killed git left are freed; one of the whole repository stays', async (t) => {
	const { path } = makeRepository(t);
	const { place, ensure } = await openCard(path);
	await ensure();
	const own = [
		'worktrees/task-1001/index.lock',
		'worktrees/task-1001/HEAD.lock',
		`refs/heads/${place.branch}.lock`,
	];
	const shared = 'packed-refs.lock';
	for (const lock of [...own, shared]) writeFileSync(join(path, '.git', lock), '');
	const almost = Date.now() / 1_000 - 4.5;
	for (const lock of own) utimesSync(join(path, '.git', lock), almost, almost);

	const worktree = await ensure();
	writeFiles(place.path, { 'b.txt': 'two\n' });
	await worktree.git.text(['add', '--all']);
	await worktree.git.text(['commit', '-q', '-m', 'Two']);

	t.is(git(place.path, 'show', 'HEAD:b.txt'), 'two');
	t.true(existsSync(join(path, '.git', shared)));
});

test('another branch checked out in the worktree is a person’s business', async (t) => {
	const { path } = makeRepository(t);
	const { place, ensure } = await openCard(path);
	await ensure();
	git(place.path, 'checkout', '-q', '-b', 'mine');

	await t.throwsAsync(ensure(), { code: 'WORKTREE_FOREIGN' });
});

test('hooks of the repository do not run', async (t) => {
	const { path, root } = makeRepository(t);
	const mark = join(root, 'hooked');
	for (const hook of ['post-checkout', 'reference-transaction', 'post-index-change', 'pre-commit']) {
		const file = join(path, '.git/hooks', hook);
		writeFileSync(file, `#!/bin/sh\ntouch ${mark}\n`, { mode: 0o755 });
	}
	git(path, 'config', 'core.fsmonitor', `touch ${mark}; false`);
	const { place, ensure } = await openCard(path);

	const worktree = await ensure();
	writeFiles(place.path, { 'b.txt': 'two\n' });
	await worktree.git.text(['add', '--all']);
	await worktree.git.text(['commit', '-q', '-m', 'Two']);

	t.false(existsSync(mark));
});

test('twelve cards at once get twelve worktrees', async (t) => {
	const { path } = makeRepository(t);
	const cards = await Promise.all(Array.from({ length: 12 }, (_, index) => openCard(path, String(index))));

	const worktrees = await Promise.all(cards.map((card) => card.ensure()));

	t.true(worktrees.every(({ fresh }) => fresh));
	t.false(existsSync(join(path, '.git/aegis.lock')));
});

test('a repository lock left by a dead process is taken over', async (t) => {
	const { path } = makeRepository(t);
	const dead = { pid: 2 ** 22 - 1, startTime: '1', bootId: 'other', host: 'nowhere' };
	writeFileSync(join(path, '.git/aegis.lock'), JSON.stringify(dead));
	const { ensure } = await openCard(path);

	t.true((await ensure()).fresh);
});
