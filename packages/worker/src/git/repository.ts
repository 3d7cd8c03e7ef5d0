import { realpathSync, statSync } from 'node:fs';
import { isAbsolute, join, resolve } from 'node:path';
import { AegisError } from '@aegis/shared/errors';
import { openGit, type Git } from './git.ts';

/** A person's repository: its main checkout and where git keeps what all worktrees share. */
export interface Repository {
	readonly path: string;
	readonly commonDir: string;
	readonly base: Readonly<Record<string, string>>;
	readonly git: Git;
}

const known = new Map<string, Repository>();

/** Finds a repository; the answer is kept. Throws REPOSITORY_MISSING. */
export async function openRepository(
	path: string,
	base: Readonly<Record<string, string>>,
): Promise<Repository> {
	const found = known.get(path);
	if (found !== undefined) return found;
	let real: string;
	try {
		real = realpathSync(path);
	} catch (cause) {
		throw missing(path, cause);
	}
	const git = openGit(real, { base });
	const repository = { path: real, commonDir: await findCommonDir(real, git), base, git };
	known.set(path, repository);
	return repository;
}

async function findCommonDir(path: string, git: Git): Promise<string> {
	const usual = join(path, '.git');
	try {
		if (statSync(join(usual, 'objects')).isDirectory()) return realpathSync(usual);
	} catch {
		// A linked worktree or a separate git directory: git knows.
	}
	const { exitCode, stdout, stderr } = await git.run(['rev-parse', '--git-common-dir']);
	if (exitCode !== 0) throw missing(path, new Error(stderr.trim()));
	const answer = stdout.trim();
	return realpathSync(isAbsolute(answer) ? answer : resolve(path, answer));
}

function missing(path: string, cause: unknown): AegisError {
	return new AegisError('REPOSITORY_MISSING', `${path} is not a git repository on this machine.`, {
		fix: 'Correct the path of the project, or clone the repository there.',
		exitCode: 4,
		cause,
	});
}
