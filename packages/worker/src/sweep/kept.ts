import { hasLanded } from '../git/ancestry.ts';
import type { Git } from '../git/git.ts';

/**
 * True when a branch of the repository has the commit, or `base` has what it brought. With `builtIn`, where the commit is
 * looked up, also when it is a landing that was built to be tested, of a card's commit that is kept: that is no work.
 */
export async function isKept(
	git: Git,
	sha: string,
	{ base, builtIn }: { readonly base: string; readonly builtIn: Git | null },
): Promise<boolean> {
	if (sha === '') return false;
	if ((await isOnBranch(git, sha)) || (await hasLanded(git, base, sha))) return true;
	if (builtIn === null) return false;
	const format = '--format=%P%x00%(trailers:key=Aegis-Head,valueonly,separator=%x2C)';
	const built = await builtIn.run(['log', '-1', format, '--end-of-options', sha]);
	const [parents = '', head = ''] = (built.exitCode === 0 ? built.stdout : '').trim().split('\0');
	// Landings of earlier versions merged the branch itself.
	const sides = head === '' ? parents.split(' ') : [parents.split(' ')[0] ?? '', head];
	if (sides.length < 2) return false;
	const found = await Promise.all(sides.map((side) => isKept(git, side, { base, builtIn: null })));
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
