import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import test, { type ExecutionContext } from 'ava';
import { commitWork } from '../../src/run/commit.ts';
import { composePromptContext } from '../../src/run/prompt.ts';
import { takeInBase } from '../../src/workspace/take-in-base.ts';
import { ensureWorktree } from '../../src/workspace/worktree.ts';
import { commitFiles, git, makeRepository, writeFiles } from '../helpers/repository.ts';
import { openTestRun } from '../helpers/run.ts';

/** A card and main that went apart; `settings` are the person's own. */
async function part(
	t: ExecutionContext,
	sides: {
		readonly before?: (path: string) => void;
		readonly card: (path: string) => void;
		readonly main: (path: string) => void;
		readonly settings?: Readonly<Record<string, string>>;
	},
) {
	const repository = makeRepository(t);
	sides.before?.(repository.path);
	commitFiles(repository.path, { 'before.txt': 'b\n' });
	const run = await openTestRun(t, repository);
	const base = (): Promise<string> => Promise.resolve('refs/heads/main');
	const worktree = await ensureWorktree(run.repository, run.place, base, run.ends);
	sides.card(worktree.path);
	commitFiles(worktree.path, { 'card.txt': 'c\n' });
	sides.main(repository.path);
	const main = commitFiles(repository.path, { 'main.txt': 'm\n' });
	// When both have committed: a person's settings would be in their way here too.
	for (const [key, value] of Object.entries(sides.settings ?? {})) git(repository.path, 'config', key, value);
	const start = { head: git(worktree.path, 'rev-parse', 'HEAD'), base: main };
	const take = () => takeInBase(worktree, 'refs/heads/main', 'main');
	return {
		run,
		worktree,
		path: worktree.path,
		main,
		take,
		commit: () => commitWork(run, worktree, 'Repair', start),
	};
}

const bytes = (path: string, value: number): void =>
	writeFileSync(join(path, 'logo.png'), Buffer.from([0, value, 0xff]));
const edit = (path: string): void => writeFiles(path, { 'd.txt': 'edited\n' });
const remove = (path: string): void => rmSync(join(path, 'd.txt'));

const cases = [
	{
		what: 'main deleted what the card changed',
		before: (path: string) => writeFiles(path, { 'd.txt': 'd\n' }),
		card: edit,
		main: remove,
		file: 'd.txt',
		said: /main deleted it, this card changed it/,
	},
	{
		what: 'the card deleted what main changed',
		before: (path: string) => writeFiles(path, { 'd.txt': 'd\n' }),
		card: remove,
		main: edit,
		file: 'd.txt',
		said: /this card deleted it, main changed it/,
	},
	{
		what: 'both changed a picture',
		before: (path: string) => bytes(path, 1),
		card: (path: string) => bytes(path, 2),
		main: (path: string) => bytes(path, 3),
		file: 'logo.png',
		said: /both this card and main changed it/,
	},
	{
		what: 'both added a picture',
		card: (path: string) => bytes(path, 2),
		main: (path: string) => bytes(path, 3),
		file: 'logo.png',
		said: /both this card and main added it/,
	},
];

for (const { what, file, said, ...sides } of cases)
	test(`R6: ${what}: left as git left it nothing is committed, decided it is`, async (t) => {
		const card = await part(t, sides);

		const [conflict] = await card.take();
		t.like(conflict, { path: file });
		t.regex(conflict?.unmarked ?? '', said);
		for (let attempt = 0; attempt < 2; attempt++) {
			const end = await card.commit();
			if (end.kind !== 'unresolved') return t.fail(JSON.stringify(end));
			t.true(end.undecided);
			t.regex(end.files.join(), said);
			t.like(await card.take(), [{ path: file }], 'the next attempt is told of it too');
		}
		git(card.path, 'add', '--', file);

		t.deepEqual(await card.commit(), { kind: 'committed' });
		t.is(git(card.path, 'rev-list', '--count', 'HEAD..main'), '0');
		t.is(git(card.path, 'log', '-1', '--format=%P').split(' ').length, 2);
	});

test('R6: a change of the file, or its removal, decides too', async (t) => {
	for (const decide of [
		(path: string) => writeFiles(path, { 'd.txt': 'another\n' }),
		(path: string) => rmSync(join(path, 'd.txt')),
	]) {
		const before = (path: string): void => writeFiles(path, { 'd.txt': 'd\n' });
		const card = await part(t, { before, card: edit, main: remove });
		await card.take();
		decide(card.path);
		t.deepEqual(await card.commit(), { kind: 'committed' });
	}
});

test('R6: one file renamed two ways waits for a decision', async (t) => {
	const card = await part(t, {
		before: (path) => writeFiles(path, { 'r.txt': '1\n2\n3\n4\n5\n6\n7\n' }),
		card: (path) => git(path, 'mv', 'r.txt', 'card-name.txt'),
		main: (path) => git(path, 'mv', 'r.txt', 'main-name.txt'),
	});

	const conflicts = await card.take();
	t.deepEqual(conflicts.map(({ path }) => path).toSorted(), ['card-name.txt', 'main-name.txt', 'r.txt']);
	t.like(await card.commit(), { kind: 'unresolved', undecided: true });
	rmSync(join(card.path, 'card-name.txt'));
	t.deepEqual(await card.commit(), { kind: 'committed' });
	t.deepEqual(
		['card-name.txt', 'main-name.txt', 'r.txt'].map((name) => existsSync(join(card.path, name))),
		[false, true, false],
	);
});

test('the Worker is told what has no marks, and how to decide it', async (t) => {
	const [example] = cases;
	if (example === undefined) return t.fail();
	const card = await part(t, example);
	const conflicts = await card.take();
	const prepared = {
		worktree: card.worktree,
		base: 'refs/heads/main',
		memory: { memory: '', preferences: '', instructions: null },
		branch: null,
		checks: null,
		diff: null,
		start: null,
		conflicts,
	};

	t.regex(
		composePromptContext(card.run, prepared).spec.findings ?? '',
		/d\.txt \(main deleted it.*git rm --/s,
	);
});

/** What people have in their own configuration, and what would go wrong with it. */
const personal = {
	'merge.ff': 'only',
	'merge.conflictStyle': 'diff3',
	'merge.verifySignatures': 'true',
	'merge.autoStash': 'true',
	'merge.renames': 'false',
	'merge.log': 'true',
	'branch.feat/task-1001.mergeOptions': '--squash --no-commit',
	'pull.rebase': 'true',
	'rerere.enabled': 'true',
	'rerere.autoUpdate': 'true',
	'commit.gpgsign': 'true',
	'gpg.program': '/nonexistent/gpg',
	'commit.template': '/nonexistent/template',
	'worktree.useRelativePaths': 'true',
	'core.autocrlf': 'true',
	'core.excludesFile': '/nonexistent/ignore',
	'core.hooksPath': '/nonexistent/hooks',
	'core.commentChar': ';',
	'init.defaultBranch': 'trunk',
	'fetch.prune': 'true',
	'push.default': 'nothing',
	'push.gpgSign': 'true',
	'status.showUntrackedFiles': 'no',
	'diff.noprefix': 'true',
	'diff.external': 'false',
	'color.ui': 'always',
	'log.showSignature': 'true',
	'i18n.commitEncoding': 'ISO-8859-1',
};

test('R11: main is taken in and work committed whatever the person has set', async (t) => {
	const card = await part(t, { card: () => {}, main: () => {}, settings: personal });

	t.deepEqual(await card.take(), []);
	t.is(git(card.path, 'rev-list', '--parents', '-1', 'HEAD').split(' ').length, 3);
	writeFiles(card.path, { 'late.txt': 'é\n' });
	t.deepEqual(await card.commit(), { kind: 'committed' });
	t.is(git(card.path, 'cat-file', 'blob', 'HEAD:late.txt'), 'é');
	t.is(readFileSync(join(card.path, 'main.txt'), 'utf8'), 'm\n');
});

test('R11: a conflict is one whatever the person has set, and a merge that does not happen is an error', async (t) => {
	const same = (text: string) => (path: string) => writeFiles(path, { 'a.txt': text });
	const card = await part(t, { card: same('card\n'), main: same('main\n'), settings: personal });
	t.like(await card.take(), [{ path: 'a.txt', unmarked: null }]);
	t.is(
		readFileSync(join(card.path, 'a.txt'), 'utf8'),
		'<<<<<<< HEAD\ncard\n=======\nmain\n>>>>>>> refs/heads/main\n',
	);

	const other = await part(t, { card: () => {}, main: () => {} });
	git(other.path, 'checkout', '-q', '--orphan', 'unrelated');
	git(other.path, 'commit', '-q', '-m', 'Unrelated');
	await t.throwsAsync(other.take(), {
		code: 'GIT_FAILED',
		message: /could not be merged.*unrelated histories/,
	});
});
