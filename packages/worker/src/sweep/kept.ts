import type { Git } from '../git/git.ts';

/**
 * True when a branch of the repository has the commit. With `orItsParents`, where the commit is looked up, also when all
 * that it merges is on branches: a merge that was built to be tested is no work.
 */
export async function isKept(
	git: Git,
	sha: string,
	{ orItsParents }: { readonly orItsParents: Git | null },
): Promise<boolean> {
	if (sha === '') return false;
	if (await isOnBranch(git, sha)) return true;
	if (orItsParents === null) return false;
	const line = await orItsParents.run(['rev-list', '--parents', '-n', '1', '--end-of-options', sha]);
	const parents = line.exitCode === 0 ? line.stdout.trim().split(' ').slice(1) : [];
	if (parents.length < 2) return false;
	const found = await Promise.all(parents.map((parent) => isOnBranch(git, parent)));
	return found.every(Boolean);
}

async function isOnBranch(git: Git, sha: string): Promise<boolean> {
	// It fails for a commit that is not there, which is on no branch.
	const { exitCode, stdout } = await git.run([
		'for-each-ref',
		'--count=1',
		`--contains=${sha}`,
		'refs/heads',
	]);
	return exitCode === 0 && stdout !== '';
}
