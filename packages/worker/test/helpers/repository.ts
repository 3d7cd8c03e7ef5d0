import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { ExecutionContext } from 'ava';
import { temporaryFolder } from './temporary.ts';

const env = {
	PATH: process.env['PATH'] ?? '',
	GIT_CONFIG_GLOBAL: '/dev/null',
	GIT_CONFIG_NOSYSTEM: '1',
	GIT_AUTHOR_NAME: 'A Person',
	GIT_AUTHOR_EMAIL: 'person@example.test',
	GIT_COMMITTER_NAME: 'A Person',
	GIT_COMMITTER_EMAIL: 'person@example.test',
};

/** Runs git as a person would. */
export function git(cwd: string, ...args: string[]): string {
	return execFileSync('git', args, { cwd, env, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] }).trim();
}

export function writeFiles(folder: string, files: Record<string, string>): void {
	for (const [name, text] of Object.entries(files)) {
		mkdirSync(dirname(join(folder, name)), { recursive: true });
		writeFileSync(join(folder, name), text);
	}
}

export function commitFiles(folder: string, files: Record<string, string>, message = 'Change'): string {
	writeFiles(folder, files);
	git(folder, 'add', '-A');
	git(folder, 'commit', '-q', '-m', message);
	return git(folder, 'rev-parse', 'HEAD');
}

export interface TestRepository {
	readonly path: string;
	/** The bare repository it pushes to, where it has one. */
	readonly remote: string | null;
	readonly root: string;
}

/** A repository with one commit on main; its check is `sh check.sh`. */
export function makeRepository(t: ExecutionContext, options: { remote?: boolean } = {}): TestRepository {
	const root = temporaryFolder(t);
	const path = join(root, 'repository');
	mkdirSync(path);
	git(path, 'init', '-q', '-b', 'main');
	commitFiles(path, { 'a.txt': 'one\n', 'check.sh': 'test -f a.txt && ! grep -rq BROKEN *.txt\n' }, 'First');
	if (options.remote !== true) return { path, remote: null, root };
	const remote = join(root, 'remote.git');
	git(root, 'init', '-q', '--bare', '-b', 'main', remote);
	git(path, 'remote', 'add', 'origin', remote);
	git(path, 'push', '-q', 'origin', 'main');
	return { path, remote, root };
}
