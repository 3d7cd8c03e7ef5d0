import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { AegisError } from '@aegis/shared/errors';
import { redact } from '@aegis/shared/redaction';
import { failpoint } from '@aegis/shared/failpoint';
import { countMarks, markPattern } from '../core/conflict-marks.ts';
import { addTrailers } from '../core/trailers.ts';
import { stageWork } from '../workspace/stage-work.ts';
import { takeBack, type AgentStart } from '../workspace/take-back.ts';
import { listUndecided } from '../workspace/take-in-base.ts';
import type { Worktree } from '../workspace/worktree.ts';
import type { RunContext } from './context.ts';

export type CommitEnd =
	| { readonly kind: 'committed' }
	| { readonly kind: 'nothing' }
	/** Conflict marks were left in these files; or, `undecided`, conflicts without marks are as git left them. */
	| { readonly kind: 'unresolved'; readonly files: readonly string[]; readonly undecided?: boolean };

/**
 * Commits the agent's work to the card's branch, in the worker's name: whatever it committed by itself since `start` too.
 * Throws BRANCH_SWITCHED, NESTED_REPOSITORY, RunStopped.
 */
export async function commitWork(
	run: Pick<RunContext, 'spec' | 'held' | 'log'>,
	worktree: Worktree,
	message: string,
	start: AgentStart | null = null,
): Promise<CommitEnd> {
	const merged = await takeBack(worktree, start);
	const undecided = await listUndecided(worktree);
	if (undecided.length > 0) return { kind: 'unresolved', files: undecided, undecided: true };
	const isMerging = existsSync(join(worktree.gitDir, 'MERGE_HEAD'));
	const leftOut = await stageWork(worktree, await findFork(worktree, start, { isMerging, merged }));
	if (leftOut.length > 0) run.log.info({ leftOut: leftOut.slice(0, 50) }, 'what tools made is not committed');
	const marked = await findMarks(worktree, isMerging ? 'MERGE_HEAD' : merged);
	if (marked.length > 0) return { kind: 'unresolved', files: marked };
	run.held.assertMayGoOn();
	if (!isMerging && merged === null && !(await isAnythingStaged(worktree))) return { kind: 'nothing' };
	failpoint('worker.before-commit');
	await writeCommit(worktree, addTrailers(redact(message), run.spec), merged);
	failpoint('worker.after-commit');
	return { kind: 'committed' };
}

/** The commit that the card's own changes count from. */
async function findFork(
	{ git }: Worktree,
	start: AgentStart | null,
	{ isMerging, merged }: { readonly isMerging: boolean; readonly merged: string | null },
): Promise<string> {
	if (isMerging) return 'MERGE_HEAD';
	if (merged !== null) return merged;
	if (start === null) return 'HEAD';
	const fork = await git.run(['merge-base', '--end-of-options', start.base, start.head]);
	return fork.exitCode === 0 ? fork.stdout.trim() : 'HEAD';
}

/** The staged files with more conflict marks than either side had. */
async function findMarks({ git }: Worktree, other: string | null): Promise<string[]> {
	const options = ['--cached', '--name-only', '-z', '--no-renames', '--no-ext-diff', '--no-textconv'];
	const { stdout } = await git.run(['diff', ...options, '--diff-filter=d', `-G${markPattern}`]);
	const found: string[] = [];
	for (const path of stdout.split('\0').filter((name) => name !== '')) {
		const count = async (side: string): Promise<number> => {
			const file = await git.run(['show', '--no-textconv', `${side}:${path}`]);
			return file.exitCode === 0 ? countMarks(file.stdout) : 0;
		};
		const before = Math.max(await count('HEAD'), other === null ? 0 : await count(other));
		if ((await count('')) > before) found.push(path);
	}
	return found;
}

async function isAnythingStaged({ git }: Worktree): Promise<boolean> {
	return (await git.run(['diff-index', '--cached', '--quiet', 'HEAD'])).exitCode !== 0;
}

/** `merged`: the commit of the base that the agent merged itself, as the second parent. */
async function writeCommit({ git }: Worktree, message: string, merged: string | null): Promise<void> {
	if (merged !== null) {
		const [tree, head] = [await git.text(['write-tree']), await git.text(['rev-parse', 'HEAD'])];
		const parents = ['-p', head, '-p', merged];
		const sha = await git.text(['commit-tree', ...parents, '-F', '-', tree], { input: message });
		await git.text(['update-ref', '-m', 'aegis: commit', 'HEAD', sha, head]);
		return;
	}
	const commit = await git.run(
		['commit', '--quiet', '--no-verify', '--no-gpg-sign', '--cleanup=whitespace', '-F', '-'],
		{ input: message },
	);
	if (commit.exitCode === 0) return;
	throw new AegisError('GIT_FAILED', `The work could not be committed: ${commit.stderr.trim().slice(-500)}`, {
		fix: 'Repair what git names, then retry the card.',
	});
}
