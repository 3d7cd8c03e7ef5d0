import type { ProjectConfig } from '@aegis/shared/config';
import type { Logger } from '@aegis/shared/log';
import { judgeLeftover, type Leftover } from '../core/leftover.ts';
import { fetchedBaseRef, resolveCommit } from '../git/base.ts';
import type { Git } from '../git/git.ts';
import { lockRepository } from '../git/repository-lock.ts';
import type { Repository } from '../git/repository.ts';
import type { EnclosedRun } from '../vault/enclosed-git.ts';
import type { Vault } from '../vault/vault.ts';
import { findBranches, type FoundBranch } from './branches.ts';
import { cardsWithClones, findClones, finishClones } from './clones.ts';
import { findVaultRefs } from './vault-refs.ts';
import { findWorktrees } from './worktrees.ts';

/** Which of these cards nothing is to be done on any more. */
export type AskOver = (cardGids: readonly string[]) => Promise<ReadonlySet<string>>;

/** What was removed, as paths and refs, and how many things were kept for holding work. */
export interface Swept {
	readonly removed: readonly string[];
	readonly keptForWork: number;
}

export interface SweepOptions {
	readonly config: ProjectConfig;
	readonly keepMs: number;
	readonly askOver: AskOver;
	readonly signal: AbortSignal;
	readonly log: Logger;
	/** The repository's vault and what git in clones of it runs in; null where there is none: then no clone is looked at. */
	readonly clones: { readonly run: EnclosedRun; readonly vault: Vault } | null;
}

/** Something that was found, and how it goes; `remove` looks again where git can, and says whether it is gone. */
interface Found {
	readonly cardGid: string;
	readonly name: string;
	readonly sight: () => Promise<Omit<Leftover, 'cardIsOver'>>;
	readonly remove: () => Promise<boolean>;
}

/**
 * Removes the worktrees, clones, local branches and vault's refs of cards that are over, old, and hold nothing that is not
 * on a branch, the branches nothing that is not on the base. Whatever is not certain stays; so does every branch on a remote.
 */
export async function sweepRepository(repository: Repository, options: SweepOptions): Promise<Swept> {
	const { config, log, clones } = options;
	const { git } = repository;
	const removed: string[] = [];
	let keptForWork = 0;
	const sweep = async (found: readonly Found[]): Promise<void> => {
		const end = await sweepKind(repository, found, options);
		removed.push(...end.removed);
		keptForWork += end.keptForWork;
	};
	const base = await baseOf(repository, config);
	await sweep(
		findWorktrees(repository, config.worktree_dir, base).map(({ path, ...found }) => ({
			...found,
			name: path,
			// Without force: git looks again, and refuses what has changed meanwhile.
			remove: () => succeeds(git, ['worktree', 'remove', path]),
		})),
	);
	if (clones !== null) await sweep(listClones(repository, clones, options, base));
	const cloned = cardsWithClones(repository, config.worktree_dir);
	const branches = await findBranches(repository, base, cloned);
	await sweep(branches.map((branch) => removableRef(git, branch)));
	if (clones !== null) {
		const refs = await findVaultRefs(repository, clones.vault, cloned, base);
		await sweep(refs.map((ref) => removableRef(clones.vault.git, ref)));
		// Each taking over leaves a pack; none is ever removed, since clones borrow them.
		await clones.vault.git.run(['multi-pack-index', 'write']);
	}
	if (removed.length > 0 || keptForWork > 0)
		log.info({ repository: repository.path, removed, keptForWork }, 'repository swept');
	return { removed, keptForWork };
}

async function sweepKind(
	{ commonDir }: Repository,
	found: readonly Found[],
	{ askOver, keepMs, signal }: SweepOptions,
): Promise<Swept> {
	const gids = [...new Set(found.map(({ cardGid }) => cardGid))];
	const over = gids.length === 0 ? new Set() : await askOver(gids);
	const removed: string[] = [];
	let keptForWork = 0;
	for (const { cardGid, name, sight, remove } of found) {
		if (signal.aborted) break;
		if (!over.has(cardGid)) continue;
		const verdict = judgeLeftover({ ...(await sight()), cardIsOver: true }, keepMs);
		if (verdict.remove) {
			if (await lockRepository(commonDir, signal, remove)) removed.push(name);
		} else if (verdict.because === 'work') keptForWork++;
	}
	return { removed, keptForWork };
}

function listClones(
	repository: Repository,
	{ run, vault }: NonNullable<SweepOptions['clones']>,
	{ config, keepMs }: SweepOptions,
	base: string,
): Found[] {
	finishClones(run, repository, vault, config.worktree_dir);
	const where = { worktreeDir: config.worktree_dir, base };
	return findClones(run, repository, vault, where).map(({ path, remove, ...found }) => ({
		...found,
		name: path,
		async remove() {
			// Nobody looks for us here, as git does at a worktree.
			const again = judgeLeftover({ ...(await found.sight()), cardIsOver: true }, keepMs);
			if (again.remove) remove();
			return again.remove;
		},
	}));
}

function removableRef(git: Git, { cardGid, ref, sha, sight }: FoundBranch): Found {
	return { cardGid, name: ref, sight, remove: () => succeeds(git, ['update-ref', '-d', ref, sha]) };
}

async function baseOf(repository: Repository, config: ProjectConfig): Promise<string> {
	const fetched = fetchedBaseRef(config);
	return config.remote !== null && (await resolveCommit(repository, fetched)) !== null
		? fetched
		: `refs/heads/${config.base_branch}`;
}

async function succeeds(git: Git, args: readonly string[]): Promise<boolean> {
	return (await git.run(args)).exitCode === 0;
}
