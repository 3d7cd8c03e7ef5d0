import { AegisError } from '@aegis/shared/errors';
import type { EndsWithRun } from '../git/git.ts';
import { resolveCommit } from '../git/base.ts';
import type { Machine } from '../run/context.ts';
import { infoFd } from '../sandbox/enclosure.ts';
import { encloseGit, type EnclosedRun } from './enclosed-git.ts';
import { clearTooLarge, refused, transfer, type Vault } from './vault.ts';

/**
 * The one door: fetches the card's branch from its clone into the vault, and answers its commit; null when the clone has no
 * such branch. The clone's side of it runs in the sandbox, so that alternates that lead elsewhere lead nowhere; what comes
 * is checked by git for being well formed, and may not be larger than the machine's limit. Throws CLONE_REFUSED and
 * CLONE_TOO_LARGE.
 */
export async function takeFromClone(
	run: EnclosedRun & { readonly machine: Pick<Machine, 'takeLimit'> },
	vault: Vault,
	clone: { readonly path: string; readonly branch: string },
	ends: EndsWithRun,
): Promise<string | null> {
	const mostBytes = run.machine.takeLimit;
	const enclosure = encloseGit(run, vault, clone.path);
	const incoming = `refs/aegis/incoming/${clone.branch}`;
	// Git hands it to a shell, with the folder's name behind it.
	const uploadPack = `${infoFd}>/dev/null ${[...enclosure.argv, 'git', 'upload-pack'].map(quote).join(' ')}`;
	try {
		await transfer(vault.git, {
			from: clone.path,
			refspec: `+refs/heads/${clone.branch}:${incoming}`,
			uploadPack,
			ends,
			mostBytes,
		});
	} catch (error) {
		if (error instanceof Error && error.message.includes("couldn't find remote ref")) return null;
		if (error instanceof Error && clearTooLarge(vault, error, mostBytes))
			throw tooLarge(clone.path, mostBytes);
		throw refused(clone.path, error);
	} finally {
		await enclosure.end(0);
	}
	return resolveCommit(vault, incoming);
}

function tooLarge(place: string, mostBytes: number): AegisError {
	const most = `${Math.ceil(mostBytes / 2 ** 20)} MiB`;
	return new AegisError('CLONE_TOO_LARGE', `The commits in ${place} hold more than ${most} that is new.`, {
		fix: 'Take what is large out of them, or raise AEGIS_SANDBOX_TAKE_MB.',
	});
}

function quote(word: string): string {
	return `'${word.replaceAll("'", `'\\''`)}'`;
}
