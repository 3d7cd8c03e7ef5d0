import { existsSync, lstatSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { AegisError } from '@aegis/shared/errors';
import { contains } from '../git/ancestry.ts';
import { resolveCommit } from '../git/base.ts';
import { openGit, treeMs } from '../git/git.ts';
import { lockRepository } from '../git/repository-lock.ts';
import type { RunContext } from '../run/context.ts';
import { takeFromClone } from '../vault/door.ts';
import { openEnclosedGit } from '../vault/enclosed-git.ts';
import { bringIn, openVault, type Vault } from '../vault/vault.ts';
import { excludeFolder } from './exclude.ts';
import type { WorktreePlace } from './paths.ts';
import { readPlainFile } from './plain-file.ts';
import { publishBranch } from './publish-branch.ts';
import { removeTree } from './remove-tree.ts';
import type { Worktree } from './worktree.ts';

/** What Aegis notes of a card's clone lies outside of it, where no agent writes. */
export function placeNotes(
	run: Pick<RunContext, 'machine'>,
	vault: Vault,
	place: WorktreePlace,
): WorktreePlace {
	const name = place.path.slice(place.path.lastIndexOf('/') + 1);
	const adminDir = join(
		run.machine.home.root,
		'clones',
		vault.path.slice(vault.path.lastIndexOf('/') + 1),
		name,
	);
	return { ...place, adminDir };
}

/**
 * The card's clone: adopted as it stands, or made from the branch, or from the base where there is no branch yet. Branch
 * and clone are brought together first, forwards only; a clone that went another way is set aside, as is one that cannot be
 * used. Nothing of it is run by us: git in it runs in the sandbox.
 */
export async function ensureClone(run: RunContext, baseSha: string): Promise<Worktree> {
	const { repository, machine, ends, held } = run;
	const vault = await openVault(machine.home, repository);
	const place = placeNotes(run, vault, run.place);
	await replaceOldWorktree(run);
	let state = lookAt(place);
	if (state === 'foreign') throw foreign(place);
	await bringIn(vault, repository, { sha: baseSha, as: `base/${run.config.base_branch}` }, ends);
	const truth = await resolveCommit(repository, `refs/heads/${place.branch}`);
	const clone = openClone(run, vault, place, truth === null && state !== 'sane');
	if (state === 'sane' && !(await bringTogether(run, vault, clone, truth))) {
		setAside(place);
		state = 'missing';
	}
	if (state === 'sane') return clone;
	if (state === 'broken') setAside(place);
	held.assertMayGoOn();
	await lockRepository(repository.commonDir, ends.signal, async () => {
		excludeFolder(repository, dirname(place.path));
		if (truth === null)
			await repository.git.text([
				'update-ref',
				'-m',
				'aegis: card',
				`refs/heads/${place.branch}`,
				baseSha,
				'',
			]);
	});
	await clone.bring(truth ?? baseSha);
	await makeClone(vault, clone, { branch: place.branch, sha: truth ?? baseSha });
	return clone;
}

/** A clone as it is, for git in the sandbox. */
function openClone(run: RunContext, vault: Vault, place: WorktreePlace, fresh: boolean): Worktree {
	const { repository, ends } = run;
	const ref = `refs/heads/${place.branch}`;
	return {
		...place,
		git: openEnclosedGit(run, vault, place.path),
		gitDir: join(place.path, '.git'),
		fresh,
		bring: (sha) => bringIn(vault, repository, { sha, as: place.branch }, ends),
		async take() {
			const [taken, truth] = [
				await takeFromClone(run, vault, place, ends),
				await resolveCommit(repository, ref),
			];
			if (taken !== null && taken !== truth) await publishBranch(run, vault, place.branch, truth, taken);
		},
	};
}

/**
 * Makes a clone and fills it: a folder with a repository that borrows the vault's objects. Written by hand rather than by
 * `git clone`, which takes a dozen processes; gitrepository-layout(5). With `branch` null its HEAD is the commit itself.
 */
export async function makeClone(
	vault: Vault,
	clone: Pick<Worktree, 'path' | 'adminDir' | 'git'>,
	at: { readonly branch: string | null; readonly sha: string },
): Promise<void> {
	const half = `${clone.path}.new`;
	removeTree(half);
	removeTree(clone.path);
	rmSync(clone.adminDir, { recursive: true, force: true });
	const write = (name: string, text: string): void => {
		const file = join(half, '.git', name);
		mkdirSync(dirname(file), { recursive: true });
		writeFileSync(file, text);
	};
	const sha256 = vault.format === 'sha256';
	write(
		'config',
		`[core]\n\trepositoryformatversion = ${sha256 ? 1 : 0}\n\tbare = false\n[gc]\n\tauto = 0\n${sha256 ? '[extensions]\n\tobjectformat = sha256\n' : ''}`,
	);
	write('objects/info/alternates', `${vault.objects}\n`);
	write('objects/pack/.keep', '');
	write('HEAD', at.branch === null ? `${at.sha}\n` : `ref: refs/heads/${at.branch}\n`);
	write(
		at.branch === null ? 'refs/heads/.keep' : `refs/heads/${at.branch}`,
		at.branch === null ? '' : `${at.sha}\n`,
	);
	if (at.branch === null) rmSync(join(half, '.git/refs/heads/.keep'));
	renameSync(half, clone.path);
	await clone.git.text(['reset', '--quiet', '--hard'], { timeoutMs: treeMs });
	mkdirSync(clone.adminDir, { recursive: true, mode: 0o700 });
	writeFileSync(join(clone.adminDir, 'ready'), '');
}

type CloneState = 'missing' | 'sane' | 'broken' | 'foreign';

function lookAt(place: WorktreePlace): CloneState {
	const stat = lstatSync(place.path, { throwIfNoEntry: false });
	// Before it was ready nobody had worked there.
	if (stat === undefined || !existsSync(join(place.adminDir, 'ready'))) return 'missing';
	const git = lstatSync(join(place.path, '.git'), { throwIfNoEntry: false });
	if (!stat.isDirectory() || git?.isDirectory() !== true) return 'broken';
	const head = readPlainFile(join(place.path, '.git/HEAD'))?.trim();
	if (head === undefined) return 'broken';
	return head === `ref: refs/heads/${place.branch}` ? 'sane' : 'foreign';
}

/** Whether clone and branch are the same now, or the clone has what the branch has. */
async function bringTogether(
	run: RunContext,
	vault: Vault,
	clone: Worktree,
	truth: string | null,
): Promise<boolean> {
	await freeLocks(clone);
	const own = readPlainFile(join(clone.gitDir, 'refs/heads', clone.branch))?.trim();
	if (truth !== null && own === truth) return true;
	const taken = await takeFromClone(run, vault, clone, run.ends);
	if (taken === null || taken === truth) return taken !== null;
	if (truth !== null) await clone.bring(truth);
	if (truth === null || (await contains(vault.git, taken, truth))) {
		await publishBranch(run, vault, clone.branch, truth, taken);
		return true;
	}
	if (!(await contains(vault.git, truth, taken))) return false;
	const { exitCode, stderr } = await clone.git.run(['merge', '--quiet', '--ff-only', '--no-verify', truth]);
	if (exitCode === 0) return true;
	throw new AegisError(
		'WORKTREE_FAILED',
		`${clone.branch} has moved, and ${clone.path} could not follow: ${stderr.trim().slice(-300)}`,
		{ fix: 'Commit or remove what is uncommitted there, then retry the card.' },
	);
}

/** Whoever held them is dead: only this card's runs work there, one at a time. */
async function freeLocks(clone: Worktree): Promise<void> {
	const locks = ['index.lock', 'HEAD.lock', `refs/heads/${clone.branch}.lock`, 'config.lock'];
	const left = locks.filter(
		(name) => lstatSync(join(clone.gitDir, name), { throwIfNoEntry: false }) !== undefined,
	);
	if (left.length === 0) return;
	// In the sandbox: a folder of it may be a link.
	await clone.git.run(['-c', `alias.free=!rm -f -- ${left.map((name) => `.git/${name}`).join(' ')}`, 'free']);
}

function setAside(place: WorktreePlace): void {
	renameSync(place.path, `${place.path}.broken-${Date.now()}`);
	rmSync(place.adminDir, { recursive: true, force: true });
}

/**
 * A worktree of the person's repository, from before cards had clones: replaced where nothing in it is uncommitted, since
 * its branch is the repository's.
 */
async function replaceOldWorktree({ repository, place, ends }: RunContext): Promise<void> {
	const git = lstatSync(join(place.path, '.git'), { throwIfNoEntry: false });
	if (git?.isFile() !== true || !existsSync(place.adminDir)) return;
	const old = openGit(place.path, { base: repository.base, gitDir: place.adminDir });
	const status = await old.run(['status', '--porcelain', '--untracked-files=normal'], ends);
	const filling = readPlainFile(join(place.adminDir, 'locked'))?.trim() === 'initializing';
	if (!filling && (status.exitCode !== 0 || status.stdout !== '')) {
		throw new AegisError(
			'WORKTREE_OLD',
			`${place.path} is a worktree of an older Aegis and holds changes that are not committed.`,
			{ fix: 'Commit them there, or remove it with git worktree remove --force; then retry the card.' },
		);
	}
	await lockRepository(repository.commonDir, ends.signal, async () => {
		await repository.git.run(['worktree', 'remove', '--force', '--force', place.path], ends);
		removeTree(place.path);
		rmSync(place.adminDir, { recursive: true, force: true });
	});
}

function foreign(place: WorktreePlace): AegisError {
	return new AegisError('WORKTREE_FOREIGN', `${place.path} is not on ${place.branch} any more.`, {
		fix: `Check out ${place.branch} there again, or remove the folder.`,
	});
}
