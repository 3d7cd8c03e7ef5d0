import { join } from 'node:path';
import { AegisError } from '@aegis/shared/errors';
import { redact } from '@aegis/shared/redaction';
import { failpoint } from '@aegis/shared/failpoint';
import { addTrailers } from '../core/trailers.ts';
import { readPlainFile } from '../workspace/plain-file.ts';
import { readDisputed } from '../workspace/take-in-base.ts';
import type { Worktree } from '../workspace/worktree.ts';
import type { RunContext } from './context.ts';

export type CommitEnd =
	| { readonly kind: 'committed' }
	| { readonly kind: 'nothing' }
	/** Conflict marks were left in these files. */
	| { readonly kind: 'unresolved'; readonly files: readonly string[] };

/** Commits everything in the worktree to the card's branch, in the worker's name. Throws BRANCH_SWITCHED, RunStopped. */
export async function commitWork(
	{ spec, held }: Pick<RunContext, 'spec' | 'held'>,
	worktree: Worktree,
	message: string,
): Promise<CommitEnd> {
	const { git, branch, gitDir } = worktree;
	const head = readPlainFile(join(gitDir, 'HEAD'));
	if (head?.trim() !== `ref: refs/heads/${branch}`) throw switched(worktree);
	const disputed = readDisputed(worktree);
	await git.text(['add', '--all']);
	if (disputed.length > 0) {
		const files = await findMarks(worktree, disputed);
		if (files.length > 0) return { kind: 'unresolved', files };
	}
	held.assertMayGoOn();
	failpoint('worker.before-commit');
	const commit = await git.run(
		['commit', '--quiet', '--no-verify', '--no-gpg-sign', '--cleanup=whitespace', '-F', '-'],
		{ input: addTrailers(redact(message), spec) },
	);
	failpoint('worker.after-commit');
	if (commit.exitCode === 0) return { kind: 'committed' };
	// Exit 1 with nothing on stderr: there is nothing to commit.
	if (commit.exitCode === 1 && commit.stderr.trim() === '') return { kind: 'nothing' };
	throw new AegisError('GIT_FAILED', `The work could not be committed: ${commit.stderr.trim().slice(-500)}`, {
		fix: 'Repair what git names, then retry the card.',
	});
}

/** `git diff --check` names "file:line: leftover conflict marker". */
async function findMarks({ git }: Worktree, files: readonly string[]): Promise<string[]> {
	const { stdout } = await git.run(['diff', '--cached', '--check', '--', ...files]);
	const marked = stdout.split('\n').filter((line) => line.endsWith('leftover conflict marker'));
	return [...new Set(marked.map((line) => line.replace(/:\d+: leftover conflict marker$/, '')))];
}

function switched({ path, branch }: Worktree): AegisError {
	return new AegisError('BRANCH_SWITCHED', `The agent left ${branch} in ${path}, so nothing was committed.`, {
		fix: `Check out ${branch} there and retry the card.`,
	});
}
