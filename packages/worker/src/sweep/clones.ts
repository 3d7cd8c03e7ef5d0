import { existsSync, lstatSync, mkdirSync, realpathSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { cardOf, type Leftover } from '../core/leftover.ts';
import type { Repository } from '../git/repository.ts';
import { openEnclosedGit, type EnclosedRun } from '../vault/enclosed-git.ts';
import type { Vault } from '../vault/vault.ts';
import { readPlainFile } from '../workspace/plain-file.ts';
import { removeTree } from '../workspace/remove-tree.ts';
import { isKept } from './kept.ts';
import { halfWay } from './worktrees.ts';
import { changedAt, list } from './folders.ts';

export interface FoundClone {
	readonly cardGid: string;
	readonly path: string;
	readonly sight: () => Promise<Omit<Leftover, 'cardIsOver'>>;
	/** Takes it away as a whole: no run ever finds half of it. */
	readonly remove: () => void;
}

/** More refs than any card has: whatever it is, a person should look. */
const mostTips = 100;

/** What of a clone git says nothing about where it says what is uncommitted. */
const beside = [...halfWay, 'worktrees', 'modules'];

/**
 * The clones Aegis made for cards and their merges, and those it set aside: below the configured folder, named as ours,
 * borrowing the vault's objects, and noted as ready in the home unless set aside.
 */
export function findClones(
	run: EnclosedRun,
	repository: Repository,
	vault: Vault,
	where: { readonly worktreeDir: string; readonly base: string },
): FoundClone[] {
	const notes = placeAllNotes(run, vault);
	return listClones(repository, where.worktreeDir).flatMap(({ name, cardGid, path }) => {
		const adminDir = join(notes, name);
		const isAside = asideOf(name) !== null;
		if (!isAside && !existsSync(join(adminDir, 'ready'))) return [];
		const borrows = readPlainFile(join(path, '.git/objects/info/alternates'))?.trim();
		if (borrows !== vault.objects) return [];
		const remove = (): void => {
			// A kill in between is finished by the next sweep, by this note; a run that is faster removes the folder itself.
			mkdirSync(adminDir, { recursive: true, mode: 0o700 });
			writeFileSync(join(adminDir, 'swept'), '');
			removeTree(`${path}.new`);
			renameSync(path, `${path}.new`);
			rmSync(join(adminDir, 'ready'), { force: true });
			finish(path, adminDir);
		};
		const place = { path, name, adminDir, base: where.base };
		return [{ cardGid, path, sight: () => lookAt(run, repository, vault, place), remove }];
	});
}

/** Finishes what a sweep that was killed had begun to take away. */
export function finishClones(
	run: EnclosedRun,
	repository: Repository,
	vault: Vault,
	worktreeDir: string,
): void {
	const root = rootOf(repository, worktreeDir);
	if (root === null) return;
	const notes = placeAllNotes(run, vault);
	for (const name of list(notes)) {
		const adminDir = join(notes, name);
		if (!existsSync(join(adminDir, 'swept')) || existsSync(join(adminDir, 'ready'))) continue;
		finish(join(root, name), adminDir);
	}
}

/** The cards that have a repository of their own there, whoever made it. */
export function cardsWithClones(repository: Repository, worktreeDir: string): ReadonlySet<string> {
	return new Set(listClones(repository, worktreeDir).map(({ cardGid }) => cardGid));
}

function finish(path: string, adminDir: string): void {
	removeTree(`${path}.new`);
	rmSync(adminDir, { recursive: true, force: true });
}

function placeAllNotes({ machine }: EnclosedRun, vault: Vault): string {
	return join(machine.home.root, 'clones', vault.path.slice(vault.path.lastIndexOf('/') + 1));
}

function listClones(
	repository: Repository,
	worktreeDir: string,
): { readonly name: string; readonly cardGid: string; readonly path: string }[] {
	const root = rootOf(repository, worktreeDir);
	if (root === null) return [];
	return list(root).flatMap((name) => {
		const cardGid = cardOf(asideOf(name) ?? name);
		const path = join(root, name);
		if (cardGid === null || !isFolder(path) || !isFolder(join(path, '.git'))) return [];
		return [{ name, cardGid, path }];
	});
}

/** Null where it is not there, or a link in the repository leads it elsewhere. */
function rootOf(repository: Repository, worktreeDir: string): string | null {
	const wanted = resolve(repository.path, worktreeDir);
	if (!existsSync(wanted)) return null;
	const root = realpathSync(wanted);
	return wanted.startsWith(`${repository.path}/`) && root !== wanted ? null : root;
}

/** The name a clone had before it was set aside. */
function asideOf(name: string): string | null {
	return /^(.+)\.broken-\d+$/.exec(name)?.[1] ?? null;
}

/** Git in it runs in the sandbox; what it says of commits counts only where the person's repository has them too. */
async function lookAt(
	run: EnclosedRun,
	repository: Repository,
	vault: Vault,
	{ path, name, adminDir, base }: Record<'path' | 'name' | 'adminDir' | 'base', string>,
): Promise<Omit<Leftover, 'cardIsOver'>> {
	const gitDir = join(path, '.git');
	const places = [
		path,
		gitDir,
		...['index', 'HEAD', 'logs/HEAD'].map((file) => join(gitDir, file)),
		adminDir,
	];
	const idleMs = Date.now() - Math.max(...places.map(changedAt));
	const git = openEnclosedGit(run, vault, path);
	const status = await git.run(['status', '--porcelain', '--untracked-files=normal']);
	const clean =
		status.exitCode === 0 && status.stdout === '' && !beside.some((one) => isThere(join(gitDir, one)));
	// Every commit a ref of it leads to: an agent may have made branches, and put work aside.
	const tips = await git.run(['rev-list', '--no-walk=unsorted', '--all', 'HEAD']);
	const commits = tips.exitCode === 0 ? tips.stdout.split('\n').filter((sha) => sha !== '') : [];
	const builtIn = name.startsWith('merge-') ? vault.git : null;
	let kept = commits.length > 0 && commits.length <= mostTips;
	for (const sha of kept ? commits : []) kept &&= await isKept(repository.git, sha, { base, builtIn });
	return { kind: 'clone', idleMs, clean, kept };
}

function isThere(path: string): boolean {
	return lstatSync(path, { throwIfNoEntry: false }) !== undefined;
}

function isFolder(path: string): boolean {
	return lstatSync(path, { throwIfNoEntry: false })?.isDirectory() === true;
}
