import { execFileSync } from 'node:child_process';
import { mkdirSync, rmSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import test from 'ava';
import { makeTempDir } from '@aegis/shared/testing';
import { openRepository } from '../../src/git/repository.ts';
import { readMemory } from '../../src/run/memory.ts';

async function makeRepository(path: string) {
	const git = (...args: string[]): string =>
		execFileSync('git', ['-C', path, '-c', 'user.name=T', '-c', 'user.email=t@localhost', ...args], {
			encoding: 'utf8',
		});
	git('init', '-q', '--initial-branch=main');
	const commit = (files: Record<string, string>): void => {
		for (const [name, text] of Object.entries(files)) {
			mkdirSync(dirname(join(path, name)), { recursive: true });
			writeFileSync(join(path, name), text);
		}
		git('add', '--all');
		git('commit', '-q', '--allow-empty', '-m', 'x');
	};
	commit({});
	const repository = await openRepository(path, { PATH: process.env['PATH'] ?? '' });
	return { commit, git, read: () => readMemory(repository, 'refs/heads/main') };
}

test('instructions are read with what they import inside the repository; what leads out is said', async (t) => {
	using folder = makeTempDir();
	const { commit, read } = await makeRepository(folder.path);
	t.deepEqual(await read(), { memory: '', preferences: '', instructions: null });
	commit({
		'CLAUDE.md': 'Be brief.\n@docs/rules.md\n@~/secrets.md\n@someone',
		'docs/rules.md': 'Rule one.\n@deep.md\n@../CLAUDE.md',
		'docs/deep.md': 'Rule two.',
		'AGENTS.md': 'Not this one.',
		'swarm_memory.md': 'Remembered.',
	});
	writeFileSync(join(folder.path, 'CLAUDE.md'), 'Words of a working tree.');
	const { instructions, memory } = await read();
	t.is(memory, 'Remembered.');
	for (const words of ['Be brief.', 'Rule one.', 'Rule two.', '@~/secrets.md was not read'])
		t.true(instructions?.includes(words), words);
	t.false(instructions?.includes('Not this one'));
	t.false(instructions?.includes('working tree'));
});

test('links, pipes, folders and giants in the place of such files are said and not read', async (t) => {
	using folder = makeTempDir();
	const { path } = folder;
	const { commit, read } = await makeRepository(path);
	execFileSync('mkfifo', [`${path}-pipe`]);
	t.teardown(() => rmSync(`${path}-pipe`, { force: true }));
	symlinkSync(`${path}-pipe`, join(path, 'CLAUDE.md'));
	writeFileSync(join(path, 'swarm_memory.md'), '');
	truncateSync(join(path, 'swarm_memory.md'), 5_000_000);
	commit({ 'user_preferences.md/x': 'a folder' });
	const { instructions, memory, preferences } = await read();
	t.regex(instructions ?? '', /CLAUDE\.md was not read: it is a link/);
	t.regex(memory, /swarm_memory\.md of the repository was not read: it is larger/);
	t.regex(preferences, /it is a folder/);
});
