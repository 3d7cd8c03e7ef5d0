import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, readdirSync, renameSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { Home } from '@aegis/shared/config';
import { AegisError } from '@aegis/shared/errors';
import { openGit, type EndsWithRun, type Git } from '../git/git.ts';
import type { Repository } from '../git/repository.ts';

/** A bare repository of Aegis's own for one project: what its cards work from, and the only place their commits come to. */
export interface Vault {
	readonly path: string;
	/** What cards' clones may read: the base, cards' branches, and nothing else of the person's repository. */
	readonly objects: string;
	readonly git: Git;
	/** `sha1` or `sha256`. */
	readonly format: string;
}

const transferMs = 120_000;

const open = new Map<string, Promise<Vault>>();

/** The vault of a repository; made where there is none. Half of one that a kill left is never taken for a whole. */
export function openVault(home: Home, repository: Repository): Promise<Vault> {
	const { path } = placeVault(home, repository);
	const known = open.get(path);
	if (known !== undefined) return known;
	const opened = makeVault(home, repository, path);
	open.set(path, opened);
	// Another run tries again.
	opened.catch(() => open.delete(path));
	return opened;
}

/** Where a repository's vault is, or will be. */
export function placeVault(home: Home, repository: Repository): Pick<Vault, 'path' | 'objects'> {
	const id = createHash('sha256').update(repository.commonDir).digest('hex').slice(0, 16);
	const path = join(home.root, 'vaults', `${id}.git`);
	return { path, objects: join(path, 'objects') };
}

async function makeVault(home: Home, repository: Repository, path: string): Promise<Vault> {
	const vaults = join(home.root, 'vaults');
	mkdirSync(vaults, { recursive: true, mode: 0o700 });
	// A home without a configuration: nobody's settings but ours.
	const base = { PATH: repository.base['PATH'] ?? '', HOME: vaults };
	const extra = { GIT_ALLOW_PROTOCOL: 'file', GIT_NO_LAZY_FETCH: '1' };
	const gitIn = (folder: string): Git => openGit(folder, { base, extra });
	if (!existsSync(path)) {
		const format = await repository.git.text(['rev-parse', '--show-object-format']);
		const half = `${path}.${process.pid}`;
		rmSync(half, { recursive: true, force: true });
		await gitIn(vaults).text([
			'init',
			'--quiet',
			'--bare',
			`--object-format=${format}`,
			'--initial-branch=none',
			half,
		]);
		try {
			renameSync(half, path);
		} catch (error) {
			// Another worker was faster.
			rmSync(half, { recursive: true, force: true });
			if (!existsSync(path)) throw error;
		}
	}
	const format = /objectformat\s*=\s*sha256/i.test(readFileSync(join(path, 'config'), 'utf8'))
		? 'sha256'
		: 'sha1';
	return { path, objects: join(path, 'objects'), git: gitIn(path), format };
}

/** Brings a commit of the person's repository into the vault, unless it is there. `as` names it for later transfers. */
export async function bringIn(
	vault: Vault,
	repository: Repository,
	commit: { readonly sha: string; readonly as: string },
	ends: EndsWithRun,
): Promise<void> {
	const { exitCode } = await vault.git.run(['cat-file', '-e', `${commit.sha}^{commit}`]);
	if (exitCode === 0) return;
	await transfer(vault.git, {
		from: repository.commonDir,
		refspec: `+${commit.sha}:refs/aegis/in/${commit.as}`,
		uploadPack: 'git -c uploadpack.allowAnySHA1InWant=true upload-pack',
		ends,
	});
}

/** Gives a commit of the vault to the person's repository: objects, and no ref. */
export async function handOut(
	vault: Vault,
	repository: Repository,
	sha: string,
	ends: EndsWithRun,
): Promise<void> {
	const { exitCode } = await repository.git.run(['cat-file', '-e', `${sha}^{commit}`]);
	if (exitCode === 0) return;
	await transfer(repository.git, {
		from: vault.path,
		refspec: sha,
		uploadPack: 'git -c uploadpack.allowAnySHA1InWant=true upload-pack',
		ends,
	});
}

/**
 * Fetches one commit or ref, and nothing that goes with it: no tags, no submodules, no other ref. What is malformed is
 * refused; what takes too long is ended. Throws GIT_FAILED.
 */
export async function transfer(
	git: Git,
	what: {
		readonly from: string;
		readonly refspec: string;
		/** How the other side is started, as a shell command that a folder's name follows. */
		readonly uploadPack: string;
		readonly ends: EndsWithRun;
		/** Bytes that what comes may take on disk; more ends it. */
		readonly mostBytes?: number;
	},
): Promise<void> {
	const settings = ['fetch.fsckObjects=true', 'transfer.fsckObjects=true', 'protocol.file.allow=always'];
	const options = [
		'--quiet',
		'--no-tags',
		'--no-recurse-submodules',
		'--no-write-fetch-head',
		'--no-auto-gc',
	];
	const { from, refspec, uploadPack, mostBytes } = what;
	const limit = mostBytes === undefined ? [] : limitFetch(mostBytes);
	await git.text(
		[
			...[...settings, ...limit].flatMap((setting) => ['-c', setting]),
			mostBytes === undefined ? 'fetch' : limitedFetch,
			...options,
			`--upload-pack=${uploadPack}`,
			'--end-of-options',
			`file://${from}`,
			refspec,
		],
		{ timeoutMs: transferMs, ownPack: true, ...what.ends },
	);
}

const limitedFetch = 'aegis-fetch';

/**
 * Git has no limit for what a fetch brings (receive.maxInputSize is for pushes). The kernel has one for a file: so all that
 * comes is kept as one pack, however few objects it has, by a fetch that may write no larger file. A shell counts in 512 bytes.
 */
function limitFetch(mostBytes: number): string[] {
	const blocks = Math.ceil(mostBytes / 512);
	return [
		'fetch.unpackLimit=1',
		// A hard limit that is lower stays; one that we made hard would keep the clone's side from setting its own.
		`alias.${limitedFetch}=!ulimit -S -f ${blocks} 2>/dev/null; exec git fetch`,
	];
}

/** Whether a fetch was ended by its limit, as what it had written by then tells; that is removed. */
export function clearTooLarge({ objects }: Pick<Vault, 'objects'>, error: Error, mostBytes: number): boolean {
	if (!/index-pack/.test(error.message)) return false;
	const packs = join(objects, 'pack');
	const full = readdirSync(packs)
		// Another fetch that is under way has written less.
		.filter((name) => name.startsWith('tmp_') && sizeOf(join(packs, name)) >= mostBytes);
	for (const name of full) rmSync(join(packs, name), { force: true });
	return full.length > 0;
}

function sizeOf(file: string): number {
	return statSync(file, { throwIfNoEntry: false })?.size ?? 0;
}

/** What was found in a card's clone cannot be taken: it is malformed, too large or not there. */
export function refused(place: string, cause: unknown): AegisError {
	const why = cause instanceof Error ? cause.message : String(cause);
	return new AegisError('CLONE_REFUSED', `What is in ${place} was not taken over: ${why.slice(-400)}`, {
		fix: 'Look at its commits; remove the folder to begin again from the branch.',
		cause,
	});
}
