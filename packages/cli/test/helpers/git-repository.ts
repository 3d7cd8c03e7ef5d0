import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { execa } from 'execa';

export async function git(folder: string, ...args: readonly string[]): Promise<string> {
	const identity = [
		'-c',
		'user.name=Test',
		'-c',
		'user.email=test@example.invalid',
		'-c',
		'commit.gpgsign=false',
	];
	const { stdout } = await execa('git', ['-C', folder, ...identity, ...args], { stdin: 'ignore' });
	return stdout.trim();
}

/** A repository with one commit of these files on this branch. */
export async function createRepository(
	folder: string,
	files: Readonly<Record<string, string>>,
	branch = 'main',
): Promise<void> {
	mkdirSync(folder, { recursive: true });
	await git(folder, 'init', '--quiet', `--initial-branch=${branch}`);
	for (const [name, content] of Object.entries(files)) {
		mkdirSync(dirname(join(folder, name)), { recursive: true });
		writeFileSync(join(folder, name), content);
	}
	await git(folder, 'add', '--all');
	await git(folder, 'commit', '--quiet', '--allow-empty', '--message', 'Begin');
}
