import {
	existsSync,
	lutimesSync,
	mkdirSync,
	readdirSync,
	renameSync,
	utimesSync,
	writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import test, { type ExecutionContext } from 'ava';
import { ProjectConfig } from '@aegis/shared/config';
import { createLogger } from '@aegis/shared/log';
import { commitWork } from '../../src/run/commit.ts';
import type { RunContext } from '../../src/run/context.ts';
import { sweepCardHomes } from '../../src/sweep/card-homes.ts';
import { sweepRepository } from '../../src/sweep/sweep-repository.ts';
import { openVault } from '../../src/vault/vault.ts';
import { ensureClone, makeClone, placeNotes } from '../../src/workspace/clone.ts';
import { placeMerge } from '../../src/workspace/paths.ts';
import { openEnclosedGit } from '../../src/vault/enclosed-git.ts';
import { git, makeRepository, writeFiles } from '../helpers/repository.ts';
import { openTestRun } from '../helpers/run.ts';
import { realSandbox } from '../helpers/sandbox.ts';

const day = 24 * 60 * 60 * 1_000;
const keepMs = 14 * day;
const long = (Date.now() - 30 * day) / 1_000;

function touch(folder: string): void {
	if (!existsSync(folder)) return;
	for (const name of readdirSync(folder, { recursive: true, encoding: 'utf8' }))
		lutimesSync(join(folder, name), long, long);
	utimesSync(folder, long, long);
}

async function open(t: ExecutionContext) {
	const repository = makeRepository(t);
	const { path, root } = repository;
	const sandbox = await realSandbox(t, root);
	if (sandbox === null) return null;
	const runs = new Map<string, RunContext>();
	const runOf = async (gid: string): Promise<RunContext> => {
		const run = runs.get(gid) ?? (await openTestRun(t, repository, { sandbox, spec: { cardGid: gid } }));
		runs.set(gid, run);
		return run;
	};
	const first = await runOf('1');
	const vault = await openVault(first.machine.home, first.repository);
	const home = first.machine.home.root;
	return {
		path,
		vault,
		runOf,
		/** A card's clone with one commit, which came to its branch. */
		async work(gid: string) {
			const run = await runOf(gid);
			const clone = await ensureClone(run, git(path, 'rev-parse', 'main'));
			writeFiles(clone.path, { [`${gid}.txt`]: gid });
			await commitWork(run, clone, `Work on ${gid}`);
			await clone.take();
			return clone;
		},
		land: (gid: string) => git(path, 'merge', '-q', '--no-ff', '-m', `Land ${gid}`, `feat/task-${gid}`),
		age() {
			for (const folder of [join(path, '.aegis/worktrees'), join(path, '.git/logs'), join(home, 'clones')])
				touch(folder);
			touch(join(vault.path, 'refs'));
		},
		sweep: (over: readonly string[]) =>
			sweepRepository(first.repository, {
				config: ProjectConfig.parse({}),
				keepMs,
				signal: first.held.signal,
				log: createLogger('worker', { level: 'silent' }),
				clones: { run: first, vault },
				askOver: async (gids) => new Set(gids.filter((gid) => over.includes(gid))),
			}),
		vaultRefs: () => git(vault.path, 'for-each-ref', '--format=%(refname)'),
		notes: (name: string) => join(home, 'clones', `${vault.path.split('/').at(-1)}`, name),
	};
}

test('a clone that landed goes with its notes, its branch and the vault’s refs; main and the base stay', async (t) => {
	const scene = await open(t);
	if (scene === null) return;
	const clone = await scene.work('1');
	scene.land('1');
	scene.age();
	t.deepEqual((await scene.sweep([])).removed, [], 'of a card that may go on nothing goes');

	const { removed, keptForWork } = await scene.sweep(['1']);

	t.deepEqual(removed, [clone.path, 'refs/heads/feat/task-1', 'refs/aegis/incoming/feat/task-1']);
	t.is(keptForWork, 0);
	t.false(existsSync(clone.path));
	t.false(existsSync(`${clone.path}.new`));
	t.false(existsSync(scene.notes('task-1')));
	t.is(scene.vaultRefs(), 'refs/aegis/in/base/main');
	t.true(existsSync(join(scene.path, '1.txt')));
	t.deepEqual((await scene.sweep(['1'])).removed, []);
});

test('what was touched lately stays', async (t) => {
	const scene = await open(t);
	if (scene === null) return;
	const clone = await scene.work('1');
	scene.land('1');
	scene.age();
	utimesSync(clone.path, Date.now() / 1_000, Date.now() / 1_000);
	t.deepEqual((await scene.sweep(['1'])).removed, []);
	t.true(existsSync(clone.path));
	t.is(git(scene.path, 'branch', '--list', 'feat/*').trim(), 'feat/task-1');
});

const works: Record<string, (clone: string) => void> = {
	'a changed file': (clone) => writeFiles(clone, { 'a.txt': 'changed' }),
	'a new file': (clone) => writeFiles(clone, { 'deep/new.txt': 'new' }),
	'a commit that did not come to its branch': (clone) => {
		writeFiles(clone, { 'more.txt': 'more' });
		git(clone, 'add', '-A');
		git(clone, 'commit', '-q', '-m', 'More');
	},
	'a branch of its own': (clone) => {
		git(clone, 'checkout', '-q', '-b', 'aside');
		git(clone, 'commit', '-q', '--allow-empty', '-m', 'Aside');
		git(clone, 'checkout', '-q', '-');
	},
	'work put aside': (clone) => {
		writeFiles(clone, { 'a.txt': 'changed' });
		git(clone, 'stash', '-q');
	},
	'a merge it made itself of what is on branches': (clone) => {
		git(clone, 'checkout', '-q', '-b', 'other', 'HEAD~1');
		git(clone, 'merge', '-q', '--no-ff', '-m', 'Mine', '-s', 'ours', 'feat/task-1');
		git(clone, 'checkout', '-q', 'feat/task-1');
	},
	'a merge half-way': (clone) => writeFileSync(join(clone, '.git/MERGE_HEAD'), ''),
	'a repository that git cannot read': (clone) => writeFileSync(join(clone, '.git/HEAD'), 'nonsense\n'),
};
for (const [what, leave] of Object.entries(works)) {
	test(`a clone with ${what} stays, however old, with its branch and what it borrows`, async (t) => {
		const scene = await open(t);
		if (scene === null) return;
		const clone = await scene.work('1');
		scene.land('1');
		leave(clone.path);
		const refs = scene.vaultRefs();
		scene.age();

		const { removed, keptForWork } = await scene.sweep(['1']);

		t.deepEqual(removed, []);
		t.true(keptForWork > 0);
		t.true(existsSync(join(clone.path, '1.txt')));
		t.regex(git(scene.path, 'branch', '--list', 'feat/*'), /task-1/);
		t.is(scene.vaultRefs(), refs);
	});
}

test('a clone whose branch did not land goes, and its commits stay on the branch', async (t) => {
	const scene = await open(t);
	if (scene === null) return;
	const clone = await scene.work('1');
	scene.age();
	t.true((await scene.sweep(['1'])).removed.includes(clone.path));
	t.is(git(scene.path, 'show', 'feat/task-1:1.txt'), '1');
});

test('what was set aside goes where a branch has it all, and stays where it has not', async (t) => {
	const scene = await open(t);
	if (scene === null) return;
	const [kept, landed] = [await scene.work('1'), await scene.work('2')];
	writeFiles(kept.path, { 'only-here.txt': 'x' });
	for (const { path } of [kept, landed]) renameSync(path, `${path}.broken-1700000000000`);
	mkdirSync(`${landed.path}.broken-1700000000001/.git`, { recursive: true });
	scene.age();

	const { removed } = await scene.sweep(['1', '2']);

	t.deepEqual(
		removed.filter((name) => name.includes('broken')),
		[`${landed.path}.broken-1700000000000`],
	);
	t.true(existsSync(`${kept.path}.broken-1700000000000/only-here.txt`));
	t.true(existsSync(`${landed.path}.broken-1700000000001`), 'not known to be of Aegis');
});

test('a merge that was built goes when what it merges is on branches', async (t) => {
	const scene = await open(t);
	if (scene === null) return;
	const { path, vault, runOf } = scene;
	const head = await (await scene.work('1')).git.text(['rev-parse', 'HEAD']);
	const tree = git(path, 'rev-parse', `${head}^{tree}`);
	const sha = git(
		vault.path,
		'commit-tree',
		'-p',
		git(path, 'rev-parse', 'main'),
		'-p',
		head,
		'-m',
		'M',
		tree,
	);
	const run = await runOf('1');
	const place = placeNotes(run, vault, placeMerge(run.repository, '.aegis/worktrees', '1'));
	const inside = openEnclosedGit(run, vault, place.path);
	await makeClone(vault, { ...place, git: inside }, { branch: null, sha });
	scene.age();
	t.true((await scene.sweep(['1'])).removed.includes(place.path));
});

test('what a kill left half removed is removed by the next sweep, and no clone that was made since', async (t) => {
	const scene = await open(t);
	if (scene === null) return;
	const clone = await scene.work('1');
	mkdirSync(`${clone.path}.new`);
	writeFileSync(join(scene.notes('task-1'), 'swept'), '');
	mkdirSync(scene.notes('task-2'));
	writeFileSync(join(scene.notes('task-2'), 'swept'), '');
	const half = join(scene.path, '.aegis/worktrees/task-2.new');
	mkdirSync(half);

	t.deepEqual((await scene.sweep([])).removed, []);

	t.false(existsSync(half));
	t.false(existsSync(scene.notes('task-2')));
	t.true(existsSync(clone.path));
});

test('homes of cards go when card, tree and age allow it', async (t) => {
	const scene = await open(t);
	if (scene === null) return;
	const { home } = (await scene.runOf('1')).machine;
	const homes = join(home.root, 'sandbox/homes/77');
	for (const name of ['task-1', 'merge-1', 'task-2', 'task-3', 'notes'])
		mkdirSync(join(homes, name, '.cache'), { recursive: true });
	touch(homes);
	utimesSync(join(homes, 'task-3'), Date.now() / 1_000, Date.now() / 1_000);
	const trees = join(scene.path, '.aegis/worktrees');
	mkdirSync(join(trees, 'merge-1'), { recursive: true });
	const askOver = async () => new Set(['1', '3']);

	t.is(await sweepCardHomes(home, { gid: '77', trees }, { keepMs, askOver }), 1);

	t.deepEqual(readdirSync(homes).toSorted(), ['merge-1', 'notes', 'task-2', 'task-3']);
});
