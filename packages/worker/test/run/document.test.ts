import { lstatSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'ava';
import { concludeDocumentation } from '../../src/run/document.ts';
import { memoryFile } from '../../src/run/memory.ts';
import type { Prepared } from '../../src/run/prepare.ts';
import { ensureWorktree } from '../../src/workspace/worktree.ts';
import { git, makeRepository } from '../helpers/repository.ts';
import { openTestRun } from '../helpers/run.ts';

test('a memory file that is too large to be one is refused, and not read', async (t) => {
	const repository = makeRepository(t);
	const { path } = repository;
	writeFileSync(join(path, memoryFile), '');
	truncateSync(join(path, memoryFile), 20_000_000);
	git(path, 'add', '-A');
	git(path, 'commit', '-q', '-m', 'A memory of nothing but noughts');
	const before = git(path, 'rev-parse', 'main');
	const run = await openTestRun(t, repository, { agent: 'Documentation' });
	const base = (): Promise<string> => Promise.resolve('refs/heads/main');
	const worktree = await ensureWorktree(run.repository, run.place, base, run.ends);
	const prepared = { worktree } as Prepared;
	const outcome = { kind: 'succeeded', intent: {}, branch: null } as never;

	await t.throwsAsync(
		concludeDocumentation(run, prepared, { summary: 'It is.', memoryEntry: 'Remember this.' }, () => outcome),
		{ code: 'MEMORY_NOT_A_FILE', message: /20000000 bytes/ },
	);

	t.is(git(path, 'rev-parse', 'main'), before);
	t.is(lstatSync(join(worktree.path, memoryFile)).size, 20_000_000);
});
