import type { ProjectConfig } from '@aegis/shared/config';
import type { Logger } from '@aegis/shared/log';
import { judgeLeftover, type LeftoverVerdict } from '../core/leftover.ts';
import { fetchedBaseRef, resolveCommit } from '../git/base.ts';
import { lockRepository } from '../git/repository-lock.ts';
import type { Repository } from '../git/repository.ts';
import { findBranches } from './branches.ts';
import { findWorktrees } from './worktrees.ts';

/** Which of these cards nothing is to be done on any more. */
export type AskOver = (cardGids: readonly string[]) => Promise<ReadonlySet<string>>;

/** What was removed, as paths and refs, and how many things were kept for holding work. */
export interface Swept {
	readonly removed: readonly string[];
	readonly keptForWork: number;
}

/**
 * Removes the worktrees and local branches of cards that are over, old, and hold nothing that is not on the base branch.
 * Whatever is not certain stays; so does every branch on a remote.
 */
export async function sweepRepository(
	repository: Repository,
	options: { config: ProjectConfig; keepMs: number; askOver: AskOver; signal: AbortSignal; log: Logger },
): Promise<Swept> {
	const { config, keepMs, signal, log } = options;
	const { git, commonDir } = repository;
	const fetched = fetchedBaseRef(config);
	const base =
		config.remote !== null && (await resolveCommit(repository, fetched)) !== null
			? fetched
			: `refs/heads/${config.base_branch}`;
	const removed: string[] = [];
	let keptForWork = 0;
	const note = (what: string, verdict: LeftoverVerdict, done: boolean): void => {
		if (done) removed.push(what);
		else if (!verdict.remove && verdict.because === 'work') keptForWork++;
	};

	const worktrees = findWorktrees(repository, config.worktree_dir);
	const overOfWorktrees = await ask(worktrees, options.askOver);
	for (const { cardGid, path, sight } of worktrees) {
		if (signal.aborted) break;
		if (!overOfWorktrees.has(cardGid)) continue;
		const verdict = judgeLeftover({ ...(await sight()), cardIsOver: true }, keepMs);
		const remove = async (): Promise<boolean> =>
			// Without force: git looks again, and refuses what has changed meanwhile.
			(await git.run(['worktree', 'remove', path])).exitCode === 0;
		note(path, verdict, verdict.remove && (await lockRepository(commonDir, signal, remove)));
	}
	const branches = await findBranches(repository, base);
	const overOfBranches = await ask(branches, options.askOver);
	for (const { cardGid, ref, sha, sight } of branches) {
		if (signal.aborted) break;
		if (!overOfBranches.has(cardGid)) continue;
		const verdict = judgeLeftover({ ...(await sight()), cardIsOver: true }, keepMs);
		const remove = async (): Promise<boolean> =>
			(await git.run(['update-ref', '-d', ref, sha])).exitCode === 0;
		note(ref, verdict, verdict.remove && (await lockRepository(commonDir, signal, remove)));
	}
	if (removed.length > 0 || keptForWork > 0)
		log.info({ repository: repository.path, removed, keptForWork }, 'repository swept');
	return { removed, keptForWork };
}

function ask(found: readonly { readonly cardGid: string }[], askOver: AskOver): Promise<ReadonlySet<string>> {
	const gids = [...new Set(found.map(({ cardGid }) => cardGid))];
	return gids.length === 0 ? Promise.resolve(new Set()) : askOver(gids);
}
