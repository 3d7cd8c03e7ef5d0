import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import test from 'ava';
import type { Repository } from '../../src/git/repository.ts';
import { branchFor, placeCard, placeMerge } from '../../src/workspace/paths.ts';
import { temporaryFolder } from '../helpers/temporary.ts';

/** What a card could be called by a board that is not Asana, or that lies. */
const odd = [
	'',
	'.',
	'..',
	'../../etc',
	'/etc',
	'~',
	'1/2',
	'1\n2',
	'1\0',
	'$(touch x)',
	'`id`',
	'; rm -rf ~',
	'--upload-pack=touch',
	'1 -c core.sshCommand=touch',
	'a.lock',
	'a@{1}',
	'\u202e1',
	'é',
	'9'.repeat(65),
];

test('a card’s branch and folders are named after its id, and an id that could be more than one is refused', (t) => {
	const root = temporaryFolder(t);
	const path = join(root, 'repository');
	mkdirSync(path);
	const repository = { path, commonDir: join(path, '.git') } as Repository;
	for (const gid of odd) {
		const name = JSON.stringify(gid.slice(0, 80));
		t.throws(() => branchFor(gid), { code: 'CARD_ID_INVALID' }, name);
		for (const place of [placeCard, placeMerge])
			t.throws(() => place(repository, '.aegis/worktrees', gid), { code: 'CARD_ID_INVALID' }, name);
	}
	t.false(existsSync(join(root, 'etc')));
	for (const gid of ['HEAD', 'main', 'con', '-u', '1200000000000001']) {
		t.is(branchFor(gid), `feat/task-${gid}`);
		t.is(placeCard(repository, '.aegis/worktrees', gid).path, join(path, '.aegis/worktrees', `task-${gid}`));
	}
});
