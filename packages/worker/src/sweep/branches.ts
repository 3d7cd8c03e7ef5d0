import { statSync } from 'node:fs';
import { join } from 'node:path';
import { cardOf, type Leftover } from '../core/leftover.ts';
import { hasLanded } from '../git/ancestry.ts';
import type { Repository } from '../git/repository.ts';

export interface FoundBranch {
	readonly cardGid: string;
	readonly ref: string;
	readonly sha: string;
	readonly sight: () => Promise<Omit<Leftover, 'cardIsOver'>>;
}

/**
 * The local branches that are named as cards' branches are; `base` is a ref of the branch cards are merged into, `cloned` the
 * cards that have a clone.
 */
export async function findBranches(
	repository: Repository,
	base: string,
	cloned: ReadonlySet<string>,
): Promise<FoundBranch[]> {
	const format = '%(refname)%09%(objectname)%09%(committerdate:unix)%09%(worktreepath)';
	const lines = await repository.git.text(['for-each-ref', `--format=${format}`, 'refs/heads/feat/']);
	return lines
		.split('\n')
		.filter((line) => line !== '')
		.flatMap((line) => {
			const [ref = '', sha = '', committed = '', worktree = ''] = line.split('\t');
			const cardGid = cardOf(ref.slice('refs/heads/'.length));
			if (cardGid === null) return [];
			const sight = async (): Promise<Omit<Leftover, 'cardIsOver'>> => ({
				kind: 'branch',
				idleMs: Date.now() - (movedAt(repository, ref) ?? Number(committed) * 1_000),
				clean: worktree === '' && !cloned.has(cardGid),
				kept: await hasLanded(repository.git, base, sha),
			});
			return [{ cardGid, ref, sha, sight }];
		});
}

/** When the branch last moved, by its reflog: it may have been set to a commit that is old. Null where none is kept. */
function movedAt({ commonDir }: Repository, ref: string): number | null {
	return statSync(join(commonDir, 'logs', ref), { throwIfNoEntry: false })?.mtimeMs ?? null;
}
