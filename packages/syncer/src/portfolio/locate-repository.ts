import { execFile } from 'node:child_process';
import { realpathSync } from 'node:fs';
import { appendFile, mkdir, readFile } from 'node:fs/promises';
import { dirname, resolve, sep } from 'node:path';
import { promisify } from 'node:util';
import { readCheckout } from '@aegis/shared/config';
import { describeError } from '@aegis/shared/errors';
import { findRepositoryLine } from './core/repository-line.ts';
import type { Claim } from './core/settle-claims.ts';

const run = promisify(execFile);
const ownFolder = '.aegis/';

/**
 * The repository a project's description names. It counts only where it is the top of a git repository below the root
 * that the operator has set, links followed: who may edit a project may not thereby name any folder of the machine.
 */
export async function locateRepository(
	notes: string,
	root: string | undefined,
): Promise<Claim['repository']> {
	if (root === undefined)
		return refuse('AEGIS_REPOSITORIES_ROOT is not set, and without it no description can name a repository');
	const named = findRepositoryLine(notes);
	if (named === null)
		return refuse(
			`its description names no repository: add a line \`Repository: <path below ${root}>\`, or list the project in projects.json`,
		);
	const top = follow(root);
	const path = follow(resolve(root, named));
	// The same words for what is outside and what is not there: a description is no way to look about.
	if (top === null || path === null || !path.startsWith(top + sep))
		return refuse(`there is no folder ${named} below ${root}`);
	if ((await askGit(path, 'rev-parse', '--show-toplevel')) !== path)
		return refuse(`${path} is not a git repository`);
	try {
		const base = readCheckout(path)?.base_branch ?? 'main';
		if ((await askGit(path, 'rev-parse', '--verify', '--quiet', `refs/heads/${base}`)) === null)
			return refuse(`${path} has no branch ${base}: name its own as base_branch in aegis_config.json there`);
		return { found: true, path };
	} catch (error) {
		return refuse(describeError(error));
	}
}

/** Keeps Aegis's own folder out of the repository's status, in this clone only. */
export async function excludeOwnFolder(path: string): Promise<void> {
	const relative = await askGit(path, 'rev-parse', '--git-path', 'info/exclude');
	if (relative === null) return;
	const file = resolve(path, relative);
	const text = await readFile(file, 'utf8').catch(() => '');
	if (text.split('\n').some((line) => line.trim() === ownFolder || line.trim() === `/${ownFolder}`)) return;
	await mkdir(dirname(file), { recursive: true });
	await appendFile(file, `${text === '' || text.endsWith('\n') ? '' : '\n'}${ownFolder}\n`);
}

function refuse(why: string): Claim['repository'] {
	return { found: false, why };
}

function follow(path: string): string | null {
	try {
		return realpathSync(path);
	} catch {
		return null;
	}
}

async function askGit(path: string, ...args: readonly string[]): Promise<string | null> {
	try {
		return (await run('git', ['-C', path, ...args], { timeout: 10_000 })).stdout.trimEnd();
	} catch {
		return null;
	}
}
