import { Redactor } from '@aegis/shared/redaction';
import test from 'ava';
import { openGit } from '../../src/git/git.ts';
import { findSecretsInCommits } from '../../src/git/secret-scan.ts';
import { commitFiles, git, makeRepository } from '../helpers/repository.ts';

const value = 'canary-4f9a8b7c6d5e4f3a2b1c0d9e8f7a6b5c';
const redactor = new Redactor([{ name: 'ASANA_ACCESS_TOKEN', value }]);

test('a secret that any commit of a branch brings is found, with its place', async (t) => {
	const { path } = makeRepository(t);
	const base = git(path, 'rev-parse', 'HEAD');
	const own = openGit(path, { base: { PATH: process.env['PATH'] ?? '' } });
	const scan = () => findSecretsInCommits(own, base, 'HEAD', redactor);

	commitFiles(path, { 'b.txt': 'harmless\n', 'ä ö.bin': '\u0000\uFFFF' });
	t.deepEqual(await scan(), []);
	const leak = commitFiles(path, {
		'src/c.txt': `one\ntwo\nkey = ${Buffer.from(value).toString('base64')}\n`,
	});
	commitFiles(path, { 'src/c.txt': 'taken out again\n' });

	t.deepEqual(await scan(), [{ secret: 'ASANA_ACCESS_TOKEN', where: 'src/c.txt:3', commit: leak }]);
});

test('names of files, messages and authors are looked at too', async (t) => {
	const { path } = makeRepository(t);
	const base = git(path, 'rev-parse', 'HEAD');
	const own = openGit(path, { base: { PATH: process.env['PATH'] ?? '' } });
	commitFiles(path, { [`${value}.txt`]: 'x\n' }, `Say ${Array.from(value).toReversed().join('')}`);

	const places = await findSecretsInCommits(own, base, 'HEAD', redactor);

	t.deepEqual(
		places.map(({ where }) => where),
		['its message or author', 'the name of a file'],
	);
	t.false(JSON.stringify(places).includes(value.slice(7, 20)));
});

test('bytes that are no text do not hide what stands beside them', async (t) => {
	const { path } = makeRepository(t);
	const base = git(path, 'rev-parse', 'HEAD');
	const own = openGit(path, { base: { PATH: process.env['PATH'] ?? '' } });
	const files = Object.fromEntries(
		Array.from({ length: 30 }, (_, index) => [
			`f${index}.bin`,
			`\u0080\u00FF${index}\n${index === 17 ? value : ''}\n`,
		]),
	);
	commitFiles(path, files);

	const places = await findSecretsInCommits(own, base, 'HEAD', redactor);

	t.deepEqual(
		places.map(({ where }) => where),
		['f17.bin:2'],
	);
});
