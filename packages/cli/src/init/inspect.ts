import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { z } from 'zod';
import { AegisError } from '@aegis/shared/errors';
import { findBaseCommit, findObstacles, locateGitDir } from '@aegis/shared/repository';
import { chooseBase, chooseRemote, type Branches } from './core/choose-base.ts';
import { detectHydrationCommand, detectTestCommand } from './core/detect-commands.ts';
import type { PackageJson, RepositoryListing } from './core/repository-listing.ts';
import { askGit } from './git.ts';
import { takesPushes } from './push-access.ts';

/** What `init` found out about a repository. */
export interface Inspection {
	readonly root: string;
	readonly base: string;
	readonly remote: string | null;
	/** The remote that would have been it, if it took pushes from here. */
	readonly refusingRemote: string | null;
	readonly testCommand: string | null;
	readonly hydrationCommand: string | null;
}

/** Looks a repository over. Throws NOT_A_REPOSITORY or REPOSITORY_EMPTY (exit 4). */
export async function inspectRepository(path: string): Promise<Inspection> {
	const root = await requireRepository(path);
	const branches = await readBranches(root);
	const base = chooseBase(branches);
	const hasCommit = (await askGit(root, 'rev-parse', '--verify', '--quiet', 'HEAD^{commit}')) !== null;
	if (base === null || !hasCommit) {
		throw new AegisError('REPOSITORY_EMPTY', `The repository ${root} has no commit yet.`, {
			fix: 'Commit something first: `git commit --allow-empty -m "Begin"`.',
			exitCode: 4,
		});
	}
	const listing = await listRepository(root);
	const hydrationCommand = detectHydrationCommand(listing);
	await refuseObstacles(root, base, hydrationCommand);
	const remote = chooseRemote(branches);
	const taken = remote !== null && (await takesPushes(root, remote, base));
	return {
		root,
		base,
		remote: taken ? remote : null,
		refusingRemote: taken ? null : remote,
		testCommand: detectTestCommand(listing),
		hydrationCommand,
	};
}

/** Said at set-up, before anything is paid. Throws what the obstacle is (exit 4). */
async function refuseObstacles(root: string, base: string, hydrationCommand: string | null): Promise<void> {
	const gitDir = await locateGitDir(root);
	const commit = gitDir === null ? null : await findBaseCommit(gitDir, { base_branch: base, remote: null });
	if (gitDir === null || commit === null) return;
	const [obstacle] = await findObstacles(gitDir, commit, { hydrationCommand });
	if (obstacle === undefined) return;
	throw new AegisError(obstacle.code, `${root}: ${obstacle.what}`, { fix: obstacle.fix, exitCode: 4 });
}

/** The root of the work tree a path is in. Throws NOT_A_REPOSITORY (exit 4). */
export async function requireRepository(path: string): Promise<string> {
	const folder = resolve(path);
	const root = existsSync(folder) ? await askGit(folder, 'rev-parse', '--show-toplevel') : null;
	if (root !== null && root !== '') return root;
	throw new AegisError('NOT_A_REPOSITORY', `${folder} is no git repository with a work tree.`, {
		fix: existsSync(folder) ? 'Run `git init` there, or name another path.' : 'Name a path that exists.',
		exitCode: 4,
	});
}

async function readBranches(root: string): Promise<Branches> {
	const remotes = splitLines(await askGit(root, 'remote'));
	const heads = await Promise.all(
		remotes.map(async (remote) => [remote, await findRemoteHead(root, remote)] as const),
	);
	return {
		current: (await askGit(root, 'symbolic-ref', '--short', '--quiet', 'HEAD')) || null,
		local: splitLines(await askGit(root, 'for-each-ref', '--format=%(refname:short)', 'refs/heads')),
		remotes,
		remoteHeads: Object.fromEntries(heads.filter((head): head is [string, string] => head[1] !== null)),
	};
}

/** What the clone remembers, else what the remote itself says. */
async function findRemoteHead(root: string, remote: string): Promise<string | null> {
	const known = await askGit(root, 'symbolic-ref', '--quiet', '--short', `refs/remotes/${remote}/HEAD`);
	if (known) return known.slice(remote.length + 1);
	const told = await askGit(root, 'ls-remote', '--symref', remote, 'HEAD');
	return /^ref: refs\/heads\/(\S+)\s+HEAD$/m.exec(told ?? '')?.[1] ?? null;
}

const tellingTexts = [
	'Makefile',
	'makefile',
	'GNUmakefile',
	'pyproject.toml',
	'setup.cfg',
	'tox.ini',
	'requirements-dev.txt',
];

async function listRepository(root: string): Promise<RepositoryListing> {
	const files = ((await askGit(root, 'ls-files', '-z')) ?? '').split('\0').filter((file) => file !== '');
	const texts = tellingTexts
		.filter((name) => files.includes(name))
		.map((name) => [name, readText(join(root, name))] as const);
	return {
		files,
		packageJson: readPackageJson(join(root, 'package.json')),
		texts: Object.fromEntries(texts),
	};
}

const dependencies = z.record(z.string(), z.unknown()).catch({});
const PackageFile = z.looseObject({
	scripts: z.record(z.string(), z.string()).catch({}),
	packageManager: z.string().nullable().catch(null),
	dependencies,
	devDependencies: dependencies,
});

/** A package.json that cannot be read counts as none: the repository may be about something else. */
function readPackageJson(file: string): PackageJson | null {
	try {
		const parsed = PackageFile.parse({ ...(JSON.parse(readText(file)) as object) });
		return {
			scripts: parsed.scripts,
			packageManager: parsed.packageManager,
			hasDependencies: Object.keys({ ...parsed.dependencies, ...parsed.devDependencies }).length > 0,
		};
	} catch {
		return null;
	}
}

function readText(file: string): string {
	try {
		return readFileSync(file, 'utf8');
	} catch {
		return '';
	}
}

function splitLines(text: string | null): string[] {
	return (text ?? '').split('\n').filter((line) => line !== '');
}
