import { openGit } from '../git/git.ts';
import type { Repository } from '../git/repository.ts';

/**
 * Fast-forwards a local branch: through its checkout where it has one (git refuses what would overwrite a person's
 * changes, or a file that it ignores), else by compare-and-swap of the ref. Returns why it could not be done, null when it was.
 */
export async function landLocally(
	repository: Repository,
	branch: string,
	from: string,
	to: string,
): Promise<string | null> {
	const checkout = await findCheckout(repository, branch);
	if (checkout === null) {
		const update = await repository.git.run([
			'update-ref',
			'-m',
			'aegis: merge',
			`refs/heads/${branch}`,
			to,
			from,
		]);
		return update.exitCode === 0 ? null : `${branch} could not be moved: ${update.stderr.trim().slice(-300)}`;
	}
	const merge = await openGit(checkout, { base: repository.base, theirs: true }).run([
		'merge',
		'--quiet',
		'--ff-only',
		'--no-verify',
		'--no-verify-signatures',
		'--no-squash',
		'--no-autostash',
		// Git would replace a file that is ignored without a word: a person's .env is.
		'--no-overwrite-ignore',
		'--end-of-options',
		to,
	]);
	if (merge.exitCode === 0) return null;
	const files = /overwritten by merge:\n((?:\t.*\n?)+)/.exec(merge.stderr)?.[1];
	if (files === undefined) {
		return `${branch} is checked out in ${checkout} and git refused to move it: ${merge.stderr.trim().slice(-300)}`;
	}
	const names = files
		.split('\n')
		.map((name) => name.trim())
		.filter((name) => name !== '');
	return `The merge would overwrite what is not committed in ${checkout} (${names.slice(0, 5).join(', ')}): commit or stash it, or move it away, then approve again.`;
}

/** The working tree a branch is checked out in, main checkout or linked worktree; null when in none. */
async function findCheckout({ git }: Repository, branch: string): Promise<string | null> {
	const listing = await git.text(['worktree', 'list', '--porcelain', '-z']);
	for (const entry of listing.split('\0\0')) {
		const lines = entry.split('\0');
		if (!lines.includes(`branch refs/heads/${branch}`)) continue;
		return lines.find((line) => line.startsWith('worktree '))?.slice('worktree '.length) ?? null;
	}
	return null;
}
