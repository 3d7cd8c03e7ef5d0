import { lstatSync } from 'node:fs';
import { join } from 'node:path';
import { askGit } from './ask-git.ts';

/** Something about a repository by which no card of it could be carried to the end, in a sentence, and what mends it. */
export interface Obstacle {
	readonly code: 'BRANCH_PREFIX_TAKEN' | 'LFS_UNSUPPORTED' | 'SUBMODULE_MISSING';
	readonly what: string;
	readonly fix: string;
}

export interface Submodule {
	readonly path: string;
	/** Where the person's repository keeps it; gitrepository-layout(5), `modules`. */
	readonly gitDir: string;
}

/**
 * What keeps every card of a repository from landing, looked for before a model is paid: at `base`, a commit. A project that
 * sets its submodules up itself, by its hydration command, is not asked for them.
 */
export async function findObstacles(
	gitDir: string,
	base: string,
	{ hydrationCommand }: { readonly hydrationCommand: string | null },
): Promise<Obstacle[]> {
	const [prefix, filtered, submodules] = await Promise.all([
		askGit(gitDir, ['rev-parse', '--verify', '--quiet', 'refs/heads/feat']),
		usesLfs(gitDir, base),
		/\bsubmodule\b/.test(hydrationCommand ?? '') ? [] : listSubmodules(gitDir, base),
	]);
	const found: Obstacle[] = [];
	if (prefix.exitCode === 0)
		found.push({
			code: 'BRANCH_PREFIX_TAKEN',
			what: 'A branch is named feat, so git can make none of the names feat/task-….',
			fix: 'Rename it: `git branch -m feat feat-old`.',
		});
	if (filtered)
		found.push({
			code: 'LFS_UNSUPPORTED',
			what: 'It keeps files with Git LFS, whose objects Aegis does not carry: what landed could be checked out by nobody.',
			fix: 'Aegis cannot work in this repository yet; `git lfs migrate export` takes its files out of LFS.',
		});
	for (const { path, gitDir: module } of submodules)
		if (lstatSync(join(module, 'objects'), { throwIfNoEntry: false }) === undefined) {
			found.push({
				code: 'SUBMODULE_MISSING',
				what: `The submodule ${path} is not filled in the repository, so no card could be tested with it.`,
				fix: 'Run `git submodule update --init --recursive` there.',
			});
			break;
		}
	return found;
}

async function usesLfs(gitDir: string, base: string): Promise<boolean> {
	const look = ['--no-literal-pathspecs', 'grep', '-q', '-I', '-E', '-e', '^[^#].*filter=lfs', base];
	return (await askGit(gitDir, [...look, '--', ':(glob)**/.gitattributes'])).exitCode === 0;
}

/** The submodules that a commit's `.gitmodules` names, those with a name or path that leads elsewhere left out. */
export async function listSubmodules(gitDir: string, commit: string): Promise<Submodule[]> {
	const blob = `${commit}:.gitmodules`;
	if ((await askGit(gitDir, ['cat-file', '-e', blob])).exitCode !== 0) return [];
	const paths = ['config', '--blob', blob, '-z', '--get-regexp', '^submodule\\..*\\.path$'];
	const { stdout } = await askGit(gitDir, paths);
	return stdout
		.toString()
		.split('\0')
		.flatMap((entry) => {
			const [, name = '', path = ''] = /^submodule\.(.+)\.path\n(.+)$/s.exec(entry) ?? [];
			return isInside(name) && isInside(path) ? [{ path, gitDir: join(gitDir, 'modules', name) }] : [];
		});
}

function isInside(path: string): boolean {
	return (
		path !== '' &&
		!path.startsWith('/') &&
		!path.split('/').some((part) => ['', '.', '..', '.git'].includes(part))
	);
}
