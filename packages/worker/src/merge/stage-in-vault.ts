import type { RunContext } from '../run/context.ts';
import { openEnclosedGit } from '../vault/enclosed-git.ts';
import { bringIn, handOut, type Vault } from '../vault/vault.ts';
import { makeClone } from '../workspace/clone.ts';
import type { WorktreePlace } from '../workspace/paths.ts';
import { buildLanding, type CardLanding } from './landing-commit.ts';
import type { Staged } from './stage.ts';

/**
 * Builds the landing in the vault, without a working tree and so without any program a tree could name. What is to be tested
 * is a clone of it.
 */
export async function stageInVault(
	run: RunContext,
	vault: Vault,
	place: WorktreePlace,
	merge: CardLanding,
): Promise<Staged> {
	const { repository, ends, config } = run;
	const { base, head } = merge;
	await bringIn(vault, repository, { sha: base, as: `base/${config.base_branch}` }, ends);
	await bringIn(vault, repository, { sha: head, as: place.branch }, ends);
	const built = await buildLanding(vault.git, merge);
	if (built.kind === 'conflict') return built;
	const { sha } = built;
	// It may be gone from the vault's refs; the person's repository has it before main is moved to it.
	await handOut(vault, repository, sha, ends);
	const git = openEnclosedGit(run, vault, place.path);
	await makeClone(vault, { ...place, git }, { branch: null, sha });
	return { kind: 'staged', sha, git };
}
