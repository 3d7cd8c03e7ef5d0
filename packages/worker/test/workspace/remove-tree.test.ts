import { chmodSync, existsSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'ava';
import { removeTree } from '../../src/workspace/remove-tree.ts';
import { temporaryFolder } from '../helpers/temporary.ts';

test('a tree goes with folders that were closed and names that mean more; what its links lead to stays', (t) => {
	const root = temporaryFolder(t);
	const [tree, victim] = [join(root, 'tree'), join(root, 'victim')];
	for (const folder of [tree, victim]) mkdirSync(folder);
	writeFileSync(join(victim, 'precious.txt'), 'keep\n');
	mkdirSync(join(tree, 'closed/deeper'), { recursive: true });
	symlinkSync(victim, join(tree, 'link'));
	symlinkSync(victim, join(tree, 'closed/deeper/link'));
	symlinkSync(join(victim, 'precious.txt'), join(tree, 'closed/file'));
	for (const name of ['*', '?', '-rf', '..x', 'new\nline', '{a,b}']) writeFileSync(join(tree, name), '');
	for (const name of ['closed/deeper', 'closed']) chmodSync(join(tree, name), 0);

	removeTree(tree);

	t.false(existsSync(tree));
	t.is(readFileSync(join(victim, 'precious.txt'), 'utf8'), 'keep\n');
});

test('a tree that is a link goes as a link, and one that is not there is gone', (t) => {
	const root = temporaryFolder(t);
	const victim = join(root, 'victim');
	mkdirSync(victim);
	writeFileSync(join(victim, 'precious.txt'), 'keep\n');
	symlinkSync(victim, join(root, 'tree'));

	removeTree(join(root, 'tree'));
	removeTree(join(root, 'nothing'));

	t.false(existsSync(join(root, 'tree')));
	t.is(readFileSync(join(victim, 'precious.txt'), 'utf8'), 'keep\n');
});
