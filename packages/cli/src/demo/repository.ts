import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { execa } from 'execa';
import { programFiles } from './program.ts';

export interface DemoRepository {
	readonly path: string;
	readonly remote: string;
	readonly mainBefore: string;
}

/** Makes the program's repository with one commit, and a bare remote that holds it too. */
export async function createRepository(home: string): Promise<DemoRepository> {
	const path = join(home, 'repository');
	const remote = join(home, 'remote.git');
	for (const [name, content] of Object.entries(programFiles)) {
		const file = join(path, name);
		mkdirSync(dirname(file), { recursive: true });
		writeFileSync(file, content);
	}
	await git(home, 'init', '--quiet', '--bare', '--initial-branch=main', remote);
	await git(path, 'init', '--quiet', '--initial-branch=main');
	// What a person configured for all repositories must not decide how the demo ends.
	for (const [key, value] of Object.entries({
		'user.name': 'Aegis Demo',
		'user.email': 'demo@aegis.invalid',
		'commit.gpgsign': 'false',
		'core.hooksPath': '/dev/null',
		'core.autocrlf': 'false',
		'gc.auto': '0',
	})) {
		await git(path, 'config', key, value);
	}
	await git(path, 'add', '--all');
	await git(path, 'commit', '--quiet', '--message', 'A till that adds up a basket');
	await git(path, 'remote', 'add', 'origin', remote);
	await git(path, 'push', '--quiet', '--set-upstream', 'origin', 'main');
	return { path, remote, mainBefore: await git(path, 'rev-parse', 'main') };
}

/** Runs git and returns its output; throws when it fails. */
export async function git(folder: string, ...args: readonly string[]): Promise<string> {
	const { stdout } = await execa('git', ['-C', folder, ...args], {
		stdin: 'ignore',
		env: { LC_ALL: 'C', GIT_TERMINAL_PROMPT: '0' },
	});
	return stdout.trim();
}
