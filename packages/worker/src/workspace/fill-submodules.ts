import { spawn } from 'node:child_process';
import { existsSync, lstatSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { AegisError } from '@aegis/shared/errors';
import { askGit, listSubmodules, type Submodule } from '@aegis/shared/repository';
import type { RunContext } from '../run/context.ts';
import { findInTree } from './plain-file.ts';
import { removeTree } from './remove-tree.ts';
import type { Worktree } from './worktree.ts';

/**
 * Fills the submodules of a tree with the files of the commits it names, from what the person's repository has of them: as
 * files, without a repository, so that nothing can be committed there that no other clone would get. Done again where a
 * commit has changed. Throws SUBMODULE_MISSING.
 */
export async function fillSubmodules(
	run: Pick<RunContext, 'repository' | 'config'>,
	tree: Pick<Worktree, 'path' | 'adminDir' | 'git'>,
): Promise<void> {
	if (!existsSync(join(tree.path, '.gitmodules'))) return;
	// The project does it itself.
	if (/\bsubmodule\b/.test(run.config.hydration_command ?? '')) return;
	const { commonDir } = run.repository;
	const head = await tree.git.text(['rev-parse', '--verify', 'HEAD^{commit}']);
	const known = await askGit(commonDir, ['cat-file', '-e', head]);
	const modules = known.exitCode === 0 ? await listSubmodules(commonDir, head) : [];
	const filled = readFilled(tree);
	for (const module of modules) {
		const listed = await tree.git.text(['ls-tree', head, '--', module.path]);
		const commit = /^160000 commit ([0-9a-f]+)\t/.exec(listed)?.[1];
		if (commit === undefined || filled[module.path] === commit) continue;
		// One that the card adds: the person is asked for a second tick of it.
		if (!existsSync(module.gitDir)) continue;
		await fill(tree.path, module, commit);
		filled[module.path] = commit;
		writeFileSync(join(tree.adminDir, 'aegis-submodules'), JSON.stringify(filled));
	}
}

async function fill(root: string, { path, gitDir }: Submodule, commit: string): Promise<void> {
	const has = await askGit(gitDir, ['cat-file', '-e', `${commit}^{commit}`]);
	const target = findInTree(root, path);
	if (has.exitCode !== 0 || target === null) throw missing(path, commit);
	if (lstatSync(target, { throwIfNoEntry: false }) !== undefined) removeTree(target);
	mkdirSync(target, { recursive: true });
	const env = {
		PATH: '/usr/local/bin:/usr/bin:/bin',
		GIT_DIR: gitDir,
		GIT_CONFIG_NOSYSTEM: '1',
		LC_ALL: 'C',
	};
	const archive = spawn('git', ['-c', 'core.fsmonitor=false', 'archive', '--format=tar', commit], {
		env,
		stdio: ['ignore', 'pipe', 'ignore'],
	});
	const unpack = spawn('tar', ['-x', '-f', '-', '-C', target], { env, stdio: ['pipe', 'ignore', 'ignore'] });
	archive.stdout.pipe(unpack.stdin);
	// A tar that ended early is told by its exit code.
	unpack.stdin.on('error', () => archive.kill());
	const codes = await Promise.all([archive, unpack].map((child) => ended(child)));
	if (codes.some((code) => code !== 0)) throw missing(path, commit);
}

function ended(child: ReturnType<typeof spawn>): Promise<number | null> {
	return new Promise((resolve) => {
		child.once('exit', resolve);
		child.once('error', () => resolve(null));
	});
}

function readFilled({ adminDir }: Pick<Worktree, 'adminDir'>): Record<string, string> {
	try {
		return JSON.parse(readFileSync(join(adminDir, 'aegis-submodules'), 'utf8')) as Record<string, string>;
	} catch {
		return {};
	}
}

function missing(path: string, commit: string): AegisError {
	return new AegisError(
		'SUBMODULE_MISSING',
		`${path} points to ${commit.slice(0, 8)}, which the repository's own copy of it has not.`,
		{ fix: 'Run `git submodule update --init --recursive` there.' },
	);
}
