import { createHash } from 'node:crypto';
import { existsSync, lstatSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import { AegisError } from '@aegis/shared/errors';
import { findToolMade, isAmong } from '../core/tool-made.ts';
import type { Git } from '../git/git.ts';
import { findInTree } from './plain-file.ts';
import { readMade } from './made.ts';
import type { Worktree } from './worktree.ts';

/** How many repositories may lie in each other. */
const mostNested = 5;

/** One line of `git diff --raw`. */
interface Change {
	readonly path: string;
	readonly mode: string;
	readonly isModeChanged: boolean;
}

/**
 * Stages what the agent did in a card's tree, and only that: no file that set-up, checks or tools made, none that is other
 * than its commit only because of end-of-line rules, none of another repository's by its commit alone. `fork` is the commit
 * the card's own changes count from. Returns the folders and files that were left out. Throws NESTED_REPOSITORY.
 */
export async function stageWork(worktree: Worktree, fork: string): Promise<string[]> {
	const { git } = worktree;
	await dissolveGitlinks(worktree, fork);
	const others = await listOthers(worktree);
	const changed = await listTouched(worktree);
	const fresh = [...others, ...(await listAdditions(worktree, fork)).map(({ path }) => path)];
	const noted = new Set(readMade(worktree).added);
	const made = await withoutTracked(worktree, fork, new Set([...findToolMade(fresh), ...noted]));
	const work = [...changed, ...others.filter((path) => !isAmong(path, made))];
	if (work.length > 0) await withPaths(worktree, ['add', '--all'], work);
	const taken = (await listAdditions(worktree, fork)).map(({ path }) => path);
	const wrong = taken.filter((path) => isAmong(path, made));
	if (wrong.length > 0) await withPaths(worktree, ['rm', '--quiet', '--cached', '--force'], wrong);
	const left = [...made].filter((one) => fresh.some((path) => path === one || path.startsWith(one)));
	if (left.length > 0) await git.run(['update-index', '-q', '--refresh']);
	return left;
}

async function withPaths(
	{ git }: Worktree,
	command: readonly string[],
	paths: readonly string[],
): Promise<void> {
	const from = ['--pathspec-from-file=-', '--pathspec-file-nul'];
	await git.text(['--literal-pathspecs', ...command, ...from], {
		input: paths.join('\0'),
		timeoutMs: 300_000,
	});
}

/** New files, none of them ignored. A repository that lies among them becomes files like the others. */
async function listOthers(worktree: Worktree): Promise<string[]> {
	const noted = new Set(readMade(worktree).added);
	for (let round = 0; ; round++) {
		const paths = splitNul(await worktree.git.text(['ls-files', '--others', '--exclude-standard', '-z']));
		const made = new Set([...findToolMade(paths), ...noted]);
		const nested = paths.filter((path) => path.endsWith('/') && !isAmong(path, made));
		if (nested.length === 0) return paths.filter((path) => !path.endsWith('/'));
		if (round === mostNested) throw nestedRepository(nested[0] ?? '');
		for (const path of nested) setGitAside(worktree, path);
	}
}

/** A commit of another repository that no `.gitmodules` names would be an empty folder on every clone. */
async function dissolveGitlinks(worktree: Worktree, fork: string): Promise<void> {
	const links = (await listAdditions(worktree, fork)).filter(({ mode }) => mode === '160000');
	if (links.length === 0) return;
	const named = await worktree.git.run(['config', '--file', '.gitmodules', '--get-regexp', '\\.path$']);
	const paths = new Set(named.stdout.split('\n').map((line) => line.slice(line.indexOf(' ') + 1)));
	for (const { path } of links) {
		if (paths.has(path)) continue;
		await withPaths(worktree, ['rm', '--quiet', '--cached', '--force'], [path]);
		setGitAside(worktree, `${path}/`);
	}
}

/** Nothing is lost: the other repository's own files lie with the notes of this tree. */
function setGitAside({ path, adminDir }: Worktree, folder: string): void {
	const inner = findInTree(path, `${folder}.git`);
	if (inner === null) throw nestedRepository(folder);
	if (lstatSync(inner, { throwIfNoEntry: false }) === undefined) return;
	let aside = join(adminDir, 'aegis-nested');
	for (let number = 1; existsSync(aside); number++) aside = join(adminDir, `aegis-nested-${number}`);
	try {
		renameSync(inner, aside);
	} catch {
		throw nestedRepository(folder);
	}
}

function nestedRepository(folder: string): AegisError {
	const name = folder.replace(/\/$/, '');
	return new AegisError(
		'NESTED_REPOSITORY',
		`${name} is a git repository of its own, so its files are on no clone of this one.`,
		{ fix: `Remove ${name}/.git, or make it a submodule; then retry the card.` },
	);
}

/** Changed and deleted files, without those that nobody touched. */
async function listTouched(worktree: Worktree): Promise<string[]> {
	const paths = await listChanged(worktree.git);
	const untouched = new Set(await listUntouched(worktree.git, readMade(worktree).changed, paths));
	return [...new Set(paths.map(({ path }) => path))].filter((path) => !untouched.has(path));
}

async function listChanged(git: Git): Promise<Change[]> {
	return readRaw(await git.text(['diff-files', '--raw', '-z', '--no-renames', '--no-abbrev']));
}

/**
 * Files that git calls changed, and that are as a checkout of the commit gives them, or as the set-up left them: `made` has the
 * ids of their bytes then.
 */
export async function listUntouched(
	git: Git,
	made: Readonly<Record<string, string>> = {},
	changes?: readonly Change[],
): Promise<string[]> {
	const changed = changes ?? (await listChanged(git));
	if (changed.length === 0) return [];
	const modes = new Set(changed.filter(({ isModeChanged }) => isModeChanged).map(({ path }) => path));
	const asEnded = new Set(await listEndingsOnly(git));
	const untouched: string[] = [];
	for (const path of new Set(changed.map((change) => change.path))) {
		const unsure = made[path] !== undefined || (asEnded.has(path) && !modes.has(path));
		if (unsure && (await isUntouched(git, path, made[path]))) untouched.push(path);
	}
	return untouched;
}

/** Files that differ from their commit by nothing but the ends of lines. */
async function listEndingsOnly(git: Git): Promise<string[]> {
	const options = ['--no-ext-diff', '--no-textconv', '--no-renames', '--ignore-cr-at-eol'];
	const { stdout } = await git.run(['diff', '--numstat', '-z', ...options]);
	const differ = new Set(
		splitNul(stdout).flatMap((line) => /^(?!0\t0\t)\S+\t\S+\t([\s\S]+)$/.exec(line)?.[1] ?? []),
	);
	const all = splitNul(await git.text(['diff-files', '--name-only', '-z']));
	return all.filter((path) => !differ.has(path));
}

/** Whether a file's bytes are what a set-up left, or what a checkout of the commit gives. */
async function isUntouched(git: Git, path: string, made: string | undefined): Promise<boolean> {
	const now = await git.run(['hash-object', '--no-filters', '--', path]);
	const id = now.stdout.trim();
	if (now.exitCode !== 0) return false;
	if (id === made) return true;
	const checkedOut = await git.run(['cat-file', '--filters', `HEAD:${path}`]);
	if (checkedOut.exitCode !== 0) return false;
	const bytes = Buffer.from(checkedOut.stdout);
	const hash = createHash(id.length === 64 ? 'sha256' : 'sha1');
	return hash.update(`blob ${bytes.length}\0`).update(bytes).digest('hex') === id;
}

async function listAdditions({ git }: Worktree, fork: string): Promise<Change[]> {
	const args = ['diff-index', '--cached', '--raw', '-z', '--no-renames', '--no-abbrev', '--diff-filter=A'];
	return readRaw(await git.text([...args, '--end-of-options', fork]));
}

function readRaw(text: string): Change[] {
	const words = text.split('\0');
	const changes: Change[] = [];
	for (let at = 0; at + 1 < words.length; at += 2) {
		const [, before = '', mode = ''] = /^:(\d+) (\d+) /.exec(words[at] ?? '') ?? [];
		changes.push({ path: words[at + 1] ?? '', mode, isModeChanged: before !== mode });
	}
	return changes;
}

/** A folder that the base has is somebody's, whatever it is named. */
async function withoutTracked({ git }: Worktree, fork: string, made: Set<string>): Promise<Set<string>> {
	const folders = [...made].filter((path) => path.endsWith('/')).map((path) => path.slice(0, -1));
	if (folders.length === 0) return made;
	const tracked = await git.run(['ls-tree', '-z', '--name-only', '--end-of-options', fork, ...folders]);
	for (const folder of splitNul(tracked.stdout)) made.delete(`${folder}/`);
	return made;
}

function splitNul(text: string): string[] {
	return text.split('\0').filter((path) => path !== '');
}
