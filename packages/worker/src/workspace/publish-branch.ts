import { AegisError } from '@aegis/shared/errors';
import { contains } from '../git/ancestry.ts';
import { lockRepository } from '../git/repository-lock.ts';
import { landLocally } from '../merge/land-locally.ts';
import type { RunContext } from '../run/context.ts';
import { handOut, type Vault } from '../vault/vault.ts';

/**
 * Has the card's branch in the person's repository stand where the vault's is: what people look at, review and push.
 * Only where it still stands at `from`; null where it is not there yet. Throws BRANCH_MOVED.
 */
export async function publishBranch(
	{ repository, held, ends }: RunContext,
	vault: Vault,
	branch: string,
	from: string | null,
	to: string,
): Promise<void> {
	await handOut(vault, repository, to, ends);
	const refused = await lockRepository(repository.commonDir, held.signal, async () => {
		// Through its checkout where a person has one; a branch whose commits were rewritten has none.
		if (from !== null && (await contains(repository.git, to, from)))
			return landLocally(repository, branch, from, to);
		const update = await repository.git.run([
			'update-ref',
			'-m',
			'aegis: card',
			`refs/heads/${branch}`,
			to,
			from ?? '',
		]);
		return update.exitCode === 0 ? null : update.stderr.trim().slice(-300);
	});
	if (refused === null) return;
	throw new AegisError('BRANCH_MOVED', `${branch} could not be moved in ${repository.path}: ${refused}`, {
		fix: 'Bring the branch together with what is in the card’s worktree, then retry the card.',
	});
}
