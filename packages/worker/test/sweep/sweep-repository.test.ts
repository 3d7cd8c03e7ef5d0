import { existsSync, lutimesSync, mkdirSync, readdirSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import test, { type ExecutionContext } from 'ava';
import { createLogger } from '@aegis/shared/log';
import { gitEnvironment } from '../../src/core/environment.ts';
import { openRepository } from '../../src/git/repository.ts';
import { ProjectConfig } from '@aegis/shared/config';
import { sweepRepository } from '../../src/sweep/sweep-repository.ts';
import { placeCard, placeMerge } from '../../src/workspace/paths.ts';
import { ensureWorktree } from '../../src/workspace/worktree.ts';
import { commitFiles, git, makeRepository, writeFiles } from '../helpers/repository.ts';

const day = 24 * 60 * 60 * 1_000;
const keepMs = 14 * day;
const long = Date.now() - 30 * day;
const dir = '.aegis/worktrees';
const ends = { signal: new AbortController().signal, scope: `sweep-test-${process.pid}` };

async function open(t: ExecutionContext) {
	const { path } = makeRepository(t);
	const repository = await openRepository(path, gitEnvironment(process.env));
	/** A card's worktree with one commit on its branch. */
	const work = async (gid: string): Promise<string> => {
		const place = placeCard(repository, dir, gid);
		await ensureWorktree(repository, place, async () => 'main', ends);
		commitFiles(place.path, { [`${gid}.txt`]: gid }, `Work on ${gid}`);
		return place.path;
	};
	return {
		path,
		repository,
		work,
		land: (gid: string) => git(path, 'merge', '-q', '--no-ff', '-m', `Land ${gid}`, `feat/task-${gid}`),
		/** Makes everything look as if nobody had touched it for a month. */
		age: () => {
			for (const folder of [join(path, dir), join(path, '.git', 'worktrees'), join(path, '.git', 'logs')])
				if (existsSync(folder)) touch(folder);
			git(path, 'pack-refs', '--all');
		},
		sweep: (over: readonly string[]) =>
			sweepRepository(repository, {
				config: ProjectConfig.parse({}),
				keepMs,
				signal: ends.signal,
				log: createLogger('worker', { level: 'silent' }),
				clones: null,
				askOver: async (gids) => new Set(gids.filter((gid) => over.includes(gid))),
			}),
		branches: () => git(path, 'for-each-ref', '--format=%(refname:short)', 'refs/heads/feat').split('\n'),
	};
}

function touch(folder: string): void {
	for (const name of readdirSync(folder, { recursive: true, encoding: 'utf8' }))
		lutimesSync(join(folder, name), long / 1_000, long / 1_000);
	utimesSync(folder, long / 1_000, long / 1_000);
}

test('what landed, is over and is old goes: worktree and branch; its commits stay on main', async (t) => {
	const { path, repository, work, land, age, sweep, branches } = await open(t);
	const worktree = await work('1');
	land('1');
	git(path, 'worktree', 'add', '-q', '--detach', placeMerge(repository, dir, '1').path, 'main');
	age();

	const { removed, keptForWork } = await sweep(['1']);

	t.deepEqual(removed.map((what) => what.replace(`${path}/`, '')).toSorted(), [
		'.aegis/worktrees/merge-1',
		'.aegis/worktrees/task-1',
		'refs/heads/feat/task-1',
	]);
	t.is(keptForWork, 0);
	t.false(existsSync(worktree));
	t.deepEqual(branches(), ['']);
	t.true(existsSync(join(path, '1.txt')));
	t.deepEqual((await sweep(['1'])).removed, []);
});

test('a card that may still be worked on keeps everything', async (t) => {
	const { work, land, age, sweep } = await open(t);
	const worktree = await work('1');
	land('1');
	age();
	t.deepEqual((await sweep([])).removed, []);
	t.true(existsSync(worktree));
});

test('what was touched lately stays', async (t) => {
	const { work, land, age, sweep } = await open(t);
	const worktree = await work('1');
	land('1');
	age();
	writeFileSync(join(worktree, '.git-look'), '');
	utimesSync(worktree, Date.now() / 1_000, Date.now() / 1_000);

	t.deepEqual((await sweep(['1'])).removed, []);
	t.true(existsSync(worktree));
});

const works: Record<string, (worktree: string) => void> = {
	'a changed file': (worktree) => writeFiles(worktree, { 'a.txt': 'changed' }),
	'a new file': (worktree) => writeFiles(worktree, { 'deep/new.txt': 'new' }),
	'a staged file': (worktree) => {
		writeFiles(worktree, { 'staged.txt': 'new' });
		git(worktree, 'add', 'staged.txt');
	},
	'a merge half-way': (worktree) => {
		const branch = git(worktree, 'symbolic-ref', '--short', 'HEAD');
		git(worktree, 'checkout', '-q', '-b', 'other', 'HEAD~1');
		commitFiles(worktree, { 'b.txt': 'b' });
		git(worktree, 'checkout', '-q', branch);
		git(worktree, 'merge', '-q', '--no-ff', '--no-commit', 'other');
	},
};
for (const [what, leave] of Object.entries(works)) {
	test(`a worktree with ${what} stays, however old`, async (t) => {
		const { work, land, age, sweep, branches } = await open(t);
		const worktree = await work('1');
		land('1');
		leave(worktree);
		age();

		const { removed, keptForWork } = await sweep(['1']);

		t.deepEqual(removed, []);
		t.true(keptForWork > 0);
		t.true(existsSync(worktree));
		t.true(branches().includes('feat/task-1'));
	});
}

test('a branch with a commit that is not on main stays; its clean worktree goes', async (t) => {
	const { work, age, sweep, branches } = await open(t);
	const worktree = await work('1');
	age();

	const { removed, keptForWork } = await sweep(['1']);

	t.deepEqual(removed, [worktree]);
	t.is(keptForWork, 1);
	t.deepEqual(branches(), ['feat/task-1']);
});

test('a commit that no branch has keeps its worktree', async (t) => {
	const { path, repository, age, sweep } = await open(t);
	const staging = placeMerge(repository, dir, '1').path;
	git(path, 'worktree', 'add', '-q', '--detach', staging, 'main');
	commitFiles(staging, { 'only-here.txt': 'x' });
	age();
	t.deepEqual((await sweep(['1'])).removed, []);
	t.true(existsSync(staging));
});

test('what Aegis did not make stays: a person’s worktree, folder, branch, and what was set aside', async (t) => {
	const { path, age, sweep, branches } = await open(t);
	const root = join(path, dir);
	mkdirSync(join(root, 'task-2'), { recursive: true });
	writeFiles(join(root, 'task-2'), { 'notes.txt': 'mine' });
	mkdirSync(join(root, 'task-1.broken-1700000000000'));
	git(path, 'worktree', 'add', '-q', '-b', 'mine', join(root, 'task-3'), 'main');
	git(path, 'branch', 'feat/mine', 'main');
	git(path, 'branch', 'feat/task-4', 'main');
	age();

	const { removed } = await sweep(['1', '2', '3']);

	t.deepEqual(removed, []);
	t.deepEqual(branches(), ['feat/mine', 'feat/task-4']);
	t.is(readdirSync(root).length, 3);
});
