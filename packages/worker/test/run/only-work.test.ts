import { chmodSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import test, { type ExecutionContext } from 'ava';
import { commitWork } from '../../src/run/commit.ts';
import { checkTree, hydrateTree } from '../../src/run/prepare.ts';
import { takeInBase } from '../../src/workspace/take-in-base.ts';
import { ensureWorktree } from '../../src/workspace/worktree.ts';
import { commitFiles, git, makeRepository, writeFiles } from '../helpers/repository.ts';
import { openTestRun } from '../helpers/run.ts';

async function begin(
	t: ExecutionContext,
	options: { hydration?: string; check?: string; prepare?: (path: string) => void } = {},
) {
	const repository = makeRepository(t);
	options.prepare?.(repository.path);
	const config = {
		hydration_command: options.hydration ?? null,
		...(options.check === undefined ? {} : { test_command: options.check }),
	};
	const run = await openTestRun(t, repository, { config });
	const base = (): Promise<string> => Promise.resolve('refs/heads/main');
	const worktree = await ensureWorktree(run.repository, run.place, base, run.ends);
	t.is(await hydrateTree(run, worktree), null);
	const { path } = worktree;
	const main = git(repository.path, 'rev-parse', 'main');
	const start = { head: git(path, 'rev-parse', 'HEAD'), base: main };
	return {
		repository: repository.path,
		run,
		worktree,
		path,
		start,
		commit: () => commitWork(run, worktree, 'Work', start),
		landed: () => git(path, 'diff', '--name-status', '--no-renames', main, 'HEAD').split('\n'),
	};
}

const many = (folder: string): string =>
	`mkdir -p ${folder}/lib && for i in 1 2 3 4 5; do echo $i > ${folder}/lib/$i.py; done`;

test('R7: what the set-up made is not committed, with no .gitignore and under no known name', async (t) => {
	const card = await begin(t, { hydration: `${many('.venv')}; ${many('deps')}; echo locked > own.lock` });
	writeFiles(card.path, { 'src/new.py': 'print(1)\n', 'deps/lib/6.py': 'installed later\n' });

	t.deepEqual(await card.commit(), { kind: 'committed' });

	t.deepEqual(card.landed(), ['A\tsrc/new.py']);
	t.true(existsSync(join(card.path, '.venv/lib/1.py')), 'and it stays where the checks need it');
});

test('what the agent’s own tests and slips left is not committed', async (t) => {
	const card = await begin(t);
	writeFiles(card.path, {
		'src/new.py': 'print(1)\n',
		'src/__pycache__/new.cpython-311.pyc': 'x',
		'node_modules/a/index.js': 'x',
		'env/pyvenv.cfg': 'home = /usr\n',
		'env/lib/x.py': 'x',
		'coverage/lcov.info': 'TN:\n',
		'coverage/index.html': 'x',
		'target/CACHEDIR.TAG': 'Signature: 8a477f597d28d172789f06886806bc55\n',
		'target/debug/app': 'x',
		'=1.0': '',
		'core.4711': 'x',
		'pkg.egg-info/PKG-INFO': 'x',
		'.coverage': 'x',
	});

	t.deepEqual(await card.commit(), { kind: 'committed' });

	t.deepEqual(card.landed(), ['A\tsrc/new.py']);
});

test('a folder that the base has is somebody’s, whatever it is named', async (t) => {
	const card = await begin(t, {
		prepare: (path) => void commitFiles(path, { 'node_modules/own/index.js': 'one\n' }),
	});
	writeFiles(card.path, { 'node_modules/own/more.js': 'two\n' });

	t.deepEqual(await card.commit(), { kind: 'committed' });
	t.deepEqual(card.landed(), ['A\tnode_modules/own/more.js']);
});

test('what the checks made, or rewrote, is not the next attempt’s work', async (t) => {
	const card = await begin(t, { check: 'echo report > report.xml; echo seen >> a.txt' });
	writeFiles(card.path, { 'b.txt': 'b\n' });
	t.deepEqual(await card.commit(), { kind: 'committed' });
	await checkTree(card.run, card.worktree);
	writeFiles(card.path, { 'c.txt': 'c\n' });

	t.deepEqual(await commitWork(card.run, card.worktree, 'More', card.start), { kind: 'committed' });

	t.deepEqual(card.landed(), ['A\tb.txt', 'A\tc.txt']);
});

test('a file that the set-up rewrote is committed when the agent changed it too', async (t) => {
	const card = await begin(t, { hydration: 'echo set-up >> a.txt' });
	t.deepEqual(await card.commit(), { kind: 'nothing' });
	writeFiles(card.path, { 'a.txt': 'one\nagent\n' });

	t.deepEqual(await card.commit(), { kind: 'committed' });
	t.deepEqual(card.landed(), ['M\ta.txt']);
});

test('what tools made is taken out again where the agent committed it itself', async (t) => {
	const card = await begin(t, { hydration: many('deps') });
	writeFiles(card.path, { 'src/new.py': 'print(1)\n', '.venv/pyvenv.cfg': 'x\n', '.venv/bin/python': 'x' });
	commitFiles(card.path, {}, 'All of it');

	t.deepEqual(await card.commit(), { kind: 'committed' });
	t.deepEqual(card.landed(), ['A\tsrc/new.py']);
});

test('R8: a repository that the agent made inside is taken in as files, committed there or added here', async (t) => {
	const card = await begin(t);
	for (const name of ['pkg', 'added']) {
		mkdirSync(join(card.path, name, 'deep'), { recursive: true });
		git(join(card.path, name), 'init', '-q');
		commitFiles(join(card.path, name), { 'index.js': 'one\n', 'deep/two.js': 'two\n' });
	}
	git(card.path, 'add', 'added');

	t.deepEqual(await card.commit(), { kind: 'committed' });

	const files = ['added/deep/two.js', 'added/index.js', 'pkg/deep/two.js', 'pkg/index.js'];
	t.deepEqual(
		card.landed(),
		files.map((file) => `A\t${file}`),
	);
	t.is(git(card.path, 'ls-files', '--stage').includes('160000'), false);
});

test('R12: a stranger’s file that the checkout renormalises does not ride along, and main can be taken in', async (t) => {
	const card = await begin(t, {
		prepare(path) {
			git(path, 'config', 'core.autocrlf', 'false');
			commitFiles(path, { 'old.c': 'int a;\r\nint b;\r\n', 'new.c': 'int c;\r\n' });
			writeFiles(path, { '.gitattributes': '*.c text eol=lf\n' });
			git(path, 'add', '.gitattributes');
			git(path, 'commit', '-q', '-m', 'Attributes');
		},
	});
	writeFiles(card.path, { 'b.txt': 'b\n', 'new.c': 'int d;\n' });

	t.deepEqual(await card.commit(), { kind: 'committed' });

	t.deepEqual(card.landed(), ['A\tb.txt', 'M\tnew.c']);
	writeFiles(card.repository, { 'other.txt': 'o\n' });
	git(card.repository, 'add', 'other.txt', 'old.c');
	git(card.repository, 'commit', '-q', '-m', 'Renormalised');
	t.deepEqual(await takeInBase(card.worktree, 'refs/heads/main', 'main'), []);
	t.true(existsSync(join(card.path, 'other.txt')));
});

test('an edit of ends of lines alone is no error, nor is one of the mode alone', async (t) => {
	const card = await begin(t, {
		prepare: (path) => void commitFiles(path, { '.gitattributes': '* text=auto\n' }),
	});
	writeFileSync(join(card.path, 'a.txt'), 'one\r\n');
	t.deepEqual(await card.commit(), { kind: 'nothing' });
	chmodSync(join(card.path, 'check.sh'), 0o755);

	t.deepEqual(await card.commit(), { kind: 'committed' });
	t.deepEqual(card.landed(), ['M\tcheck.sh']);
});

test('R25: what the agent committed in somebody’s name is Aegis’s commit', async (t) => {
	const card = await begin(t);
	writeFiles(card.path, { 'b.txt': 'b\n' });
	git(card.path, 'add', '-A');
	git(
		card.path,
		'commit',
		'-q',
		'-m',
		'Forged\n\nAegis-Card: 7\nSigned-off-by: A Person <person@example.test>',
	);
	writeFiles(card.path, { 'c.txt': 'c\n' });

	t.deepEqual(await card.commit(), { kind: 'committed' });

	t.is(git(card.path, 'rev-list', '--count', `${card.start.head}..HEAD`), '1');
	const format =
		'--format=%an %cn %(trailers:key=Aegis-Card,valueonly,separator=%x2C)%(trailers:key=Signed-off-by)';
	t.is(git(card.path, 'log', '-1', format), 'Aegis Worker Aegis Worker 1001');
	t.deepEqual(card.landed(), ['A\tb.txt', 'A\tc.txt']);
});

test('R25: a branch that the agent switched is taken back with its work', async (t) => {
	const card = await begin(t);
	git(card.path, 'checkout', '-q', '-b', 'my-fix');
	commitFiles(card.path, { 'b.txt': 'b\n' });
	writeFiles(card.path, { 'c.txt': 'c\n' });

	t.deepEqual(await card.commit(), { kind: 'committed' });

	t.is(git(card.path, 'symbolic-ref', 'HEAD'), 'refs/heads/feat/task-1001');
	t.deepEqual(card.landed(), ['A\tb.txt', 'A\tc.txt']);
});

test('an agent that looked at main and stayed there has done what it committed before', async (t) => {
	const card = await begin(t);
	commitFiles(card.path, { 'b.txt': 'b\n' });
	git(card.path, 'checkout', '-q', '--detach', 'main');

	t.deepEqual(await card.commit(), { kind: 'committed' });
	t.deepEqual(card.landed(), ['A\tb.txt']);
});

test('a merge of main that the agent made itself stays one', async (t) => {
	const card = await begin(t);
	const main = commitFiles(card.repository, { 'node_modules/x/index.js': 'main’s\n', 'main.txt': 'm\n' });
	commitFiles(card.path, { 'b.txt': 'b\n' });
	git(card.path, 'merge', '-q', '--no-edit', 'main');
	const start = { ...card.start, base: main };

	t.deepEqual(await commitWork(card.run, card.worktree, 'Work', start), { kind: 'committed' });

	t.is(git(card.path, 'log', '-1', '--format=%P'), `${card.start.head} ${main}`);
	t.deepEqual(git(card.path, 'diff', '--name-status', 'main', 'HEAD').split('\n'), ['A\tb.txt']);
	t.is(git(card.path, 'status', '--porcelain'), '');
});

test('R25: conflict marks are red in any file; a heading underlined by seven = is none', async (t) => {
	const card = await begin(t);
	writeFiles(card.path, {
		'README.md': 'Heading\n=======\n',
		'b.txt': '<<<<<<< HEAD\na\n=======\nb\n>>>>>>> x\n',
	});

	t.deepEqual(await card.commit(), { kind: 'unresolved', files: ['b.txt'] });
	rmSync(join(card.path, 'b.txt'));
	t.deepEqual(await card.commit(), { kind: 'committed' });
	t.is(readFileSync(join(card.path, 'README.md'), 'utf8'), 'Heading\n=======\n');
});

test('R13: a lock file that changed is set up again, by main or by the card', async (t) => {
	const card = await begin(t, {
		hydration: 'echo x >> ../count; cp requirements.txt installed.txt',
		prepare: (path) => void commitFiles(path, { 'requirements.txt': 'one\n' }),
	});
	const count = (): number => readFileSync(join(card.path, '../count'), 'utf8').length / 2;
	t.is(await hydrateTree(card.run, card.worktree), null);
	t.is(count(), 1, 'nothing changed');

	writeFiles(card.path, { 'requirements.txt': 'one\ntwo\n' });
	t.deepEqual(await card.commit(), { kind: 'committed' });
	t.is(await hydrateTree(card.run, card.worktree), null);
	t.is(count(), 2);
	t.is(readFileSync(join(card.path, 'installed.txt'), 'utf8'), 'one\ntwo\n');

	commitFiles(card.repository, { 'package-lock.json': '{}\n' });
	t.deepEqual(await takeInBase(card.worktree, 'refs/heads/main', 'main'), []);
	t.is(await hydrateTree(card.run, card.worktree), null);
	t.is(count(), 3);
	const start = { head: git(card.path, 'rev-parse', 'HEAD'), base: git(card.path, 'rev-parse', 'main') };
	t.deepEqual(await commitWork(card.run, card.worktree, 'Work', start), { kind: 'nothing' });
});
