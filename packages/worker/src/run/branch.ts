import type { BranchEvidence } from '@aegis/shared/domain';
import type { Git } from '../git/git.ts';

/** Characters of a diff that a prompt can use. */
const diffLimit = 400_000;

/** What is on the card's branch beyond the base. */
export async function inspectBranch(git: Git, branch: string, base: string): Promise<BranchEvidence> {
	const [headSha, commits] = await Promise.all([
		git.text(['rev-parse', '--verify', '--end-of-options', `refs/heads/${branch}^{commit}`]),
		git.text(['rev-list', '--count', '--end-of-options', `${base}..refs/heads/${branch}`]),
	]);
	return { branch, headSha, commits: Number(commits), pushed: false };
}

/** The branch's change since it left the base. No program configured in the repository takes part. */
export async function readDiff(git: Git, branch: string, base: string): Promise<string> {
	const range = `${base}...refs/heads/${branch}`;
	const text = await git.text([
		'diff',
		'--no-ext-diff',
		'--no-textconv',
		'--no-color',
		'--end-of-options',
		range,
	]);
	if (text.length <= diffLimit) return text;
	const stat = await git.text(['diff', '--no-ext-diff', '--stat', '--no-color', '--end-of-options', range]);
	return `${text.slice(0, diffLimit)}\n… (cut)\n\n${stat}`;
}

/** The commits of a range, one line each, newest first; empty where git cannot tell. */
export async function listCommits(git: Git, range: string): Promise<string> {
	const { exitCode, stdout } = await git.run([
		'log',
		'-20',
		'--format=%h %s (%an)',
		'--end-of-options',
		range,
	]);
	return exitCode === 0 ? stdout.trim() : '';
}
