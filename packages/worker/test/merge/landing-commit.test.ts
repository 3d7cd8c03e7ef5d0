import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import test, { type ExecutionContext } from 'ava';
import { mergeStyles } from '@aegis/shared/config';
import { gitEnvironment } from '../../src/core/environment.ts';
import { addTrailers } from '../../src/core/trailers.ts';
import { findLanding, hasLanded } from '../../src/git/ancestry.ts';
import { openGit } from '../../src/git/git.ts';
import { buildLanding } from '../../src/merge/landing-commit.ts';
import { commitFiles, git, makeRepository } from '../helpers/repository.ts';

const message = addTrailers('Say hello', { cardGid: '1001', runId: 'r1' });

/** A card whose first attempt is in its history and in its last tree no more. */
function makeCard(t: ExecutionContext) {
	const { path } = makeRepository(t);
	const base = git(path, 'rev-parse', 'main');
	git(path, 'checkout', '-q', '-b', 'feat/task-1001');
	const first = commitFiles(path, { 'key.pem': 'PRIVATE\n', 'b.txt': 'BROKEN\n' }, 'First attempt');
	git(path, 'rm', '-q', 'key.pem');
	const head = commitFiles(path, { 'b.txt': 'whole\n' }, 'Second attempt');
	git(path, 'checkout', '-q', 'main');
	return { path, base, first, head, own: openGit(path, { base: gitEnvironment(process.env) }) };
}

for (const style of mergeStyles)
	test(`R1: what a later attempt took out is in nothing that a landing by ${style} leads to`, async (t) => {
		const { path, first, head, own } = makeCard(t);
		const main = commitFiles(path, { 'c.txt': 'c\n' }, 'Main moved');

		const built = await buildLanding(own, { base: main, head, style, message });

		if (built.kind !== 'built') return t.fail(JSON.stringify(built));
		const reached = git(path, 'rev-list', '--objects', built.sha);
		for (const gone of [first, head, git(path, 'rev-parse', `${first}:key.pem`)])
			t.false(reached.includes(gone));
		t.is(git(path, 'show', `${built.sha}:b.txt`), 'whole');
		t.is(git(path, 'show', `${built.sha}:c.txt`), 'c');
		t.is(git(path, 'rev-parse', `${built.sha}^1`), main);
		t.is(git(path, 'rev-list', '--count', `${main}..${built.sha}`), style === 'merge' ? '2' : '1');
		const trailers = '--format=%(trailers:key=Aegis-Card,valueonly,separator=%x2C)';
		const said = git(path, 'log', trailers, `${main}..${built.sha}`).split('\n');
		t.deepEqual([...new Set(said)], ['1001']);
		t.is(git(path, 'fsck', '--no-dangling'), '');
	});

test('the same base, head and message give the same landing, and it is found by the head it names', async (t) => {
	const { path, base, first, head, own } = makeCard(t);
	const landing = { base, head, style: 'squash', message } as const;
	const built = await buildLanding(own, landing);
	if (built.kind !== 'built') return t.fail(JSON.stringify(built));

	t.deepEqual(await buildLanding(own, landing), built);
	t.false(await hasLanded(own, 'main', head));
	git(path, 'merge', '-q', '--ff-only', built.sha);
	t.true(await hasLanded(own, 'main', head));
	t.false(await hasLanded(own, 'main', first));
	const found = { sha: built.sha, mainBefore: base, head, subject: 'Say hello' };
	t.deepEqual(await findLanding(own, 'main', 'Aegis-Card: 1001'), found);
});

test('a card that took the base in is one commit on what it took in', async (t) => {
	const { path, head, own } = makeCard(t);
	const main = commitFiles(path, { 'c.txt': 'c\n' }, 'Main moved');
	git(path, 'checkout', '-q', 'feat/task-1001');
	git(path, 'merge', '-q', '--no-edit', 'main');
	const taken = git(path, 'rev-parse', 'HEAD');
	git(path, 'checkout', '-q', 'main');

	const built = await buildLanding(own, { base: main, head: taken, style: 'merge', message });

	if (built.kind !== 'built') return t.fail(JSON.stringify(built));
	t.is(git(path, 'rev-parse', `${built.sha}^2^`), main);
	t.is(built.tree, git(path, 'rev-parse', `${taken}^{tree}`));
	t.false(git(path, 'rev-list', built.sha).includes(head));
});

test('conflicts are named, those that leave no marks with their kind', async (t) => {
	const { path } = makeRepository(t);
	const own = openGit(path, { base: gitEnvironment(process.env) });
	const picture = (byte: number): void => writeFileSync(join(path, 'logo.png'), Buffer.from([0, byte]));
	picture(1);
	commitFiles(path, { 'd.txt': 'd\n', 'e.txt': 'e\n', 'r.txt': '1\n2\n3\n4\n5\n6\n' });
	git(path, 'checkout', '-q', '-b', 'card');
	picture(2);
	git(path, 'rm', '-q', 'e.txt');
	git(path, 'mv', 'r.txt', 'r1.txt');
	const head = commitFiles(path, { 'a.txt': 'card\n', 'd.txt': 'dd\n' });
	git(path, 'checkout', '-q', 'main');
	picture(3);
	git(path, 'rm', '-q', 'd.txt');
	git(path, 'mv', 'r.txt', 'r2.txt');
	const base = commitFiles(path, { 'a.txt': 'main\n', 'e.txt': 'ee\n' });

	const built = await buildLanding(own, { base, head, style: 'merge', message });

	if (built.kind !== 'conflict') return t.fail(JSON.stringify(built));
	t.deepEqual(built.files.toSorted(), [
		'a.txt',
		'd.txt (modify/delete)',
		'e.txt (modify/delete)',
		'logo.png (binary)',
		'r.txt (rename/rename)',
		'r1.txt (rename/rename)',
		'r2.txt (rename/rename)',
	]);
});

test('R25: an agent signs for nobody', (t) => {
	const forged =
		'Say hello\n\nBody.\n\naegis-card: 7\nAegis-Head: abc\nSigned-off-by: A Person <a@example.test>\n';

	t.is(
		addTrailers(forged, { cardGid: '1001', runId: 'r1' }),
		'Say hello\n\nBody.\n\nAegis-Card: 1001\nAegis-Run: r1\n',
	);
});
