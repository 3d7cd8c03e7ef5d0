import { existsSync } from 'node:fs';
import { emptyScope } from '@aegis/shared/process';
import { cleanCard } from '../merge/clean.ts';
import { requireCommit } from '../git/base.ts';
import { refuseSecrets } from '../git/secret-scan.ts';
import { GitMergeSite } from '../merge/git-merge-site.ts';
import { pushBranch } from '../workspace/push-branch.ts';
import { runAgent } from './agent.ts';
import { inspectBranch } from './branch.ts';
import { commitWork } from './commit.ts';
import type { RunContext } from './context.ts';
import { concludeDocumentation } from './document.ts';
import { inspectGuarded } from './guarded.ts';
import { findRedBase } from './red-base.ts';
import { checkTree, findFork, hydrateTree, prepareRun, type Prepared } from './prepare.ts';
import type { ReadyWorktree, Workplace } from './workplace.ts';

/** Milliseconds that what is left of a run has to be gone. */
const clearMs = 2_000;

/** The card's repository, worktree and processes on this machine. */
export function openWorkplace(run: RunContext): Workplace {
	return {
		async prepare() {
			const preparation = await prepareRun(run);
			if (preparation.kind === 'settled') return preparation;
			return { kind: 'ready', worktree: readyWorktree(run, preparation.prepared) };
		},
		clear: () => emptyScope(run.scope, clearMs),
		worktreePath: () => (existsSync(run.place.path) ? run.place.path : null),
		now: () => performance.now(),
	};
}

export function readyWorktree(run: RunContext, prepared: Prepared): ReadyWorktree {
	const { worktree, base, branch, checks } = prepared;
	return {
		branch,
		checks,
		runAgent: () => runAgent(run, prepared),
		async commit(message) {
			const end = await commitWork(run, worktree, message, prepared.start);
			await worktree.take();
			return end;
		},
		inspect: async () => {
			const found = await inspectBranch(run.repository.git, worktree.branch, base);
			return inspectGuarded(run.repository.commonDir, base, found, run);
		},
		async runChecks() {
			// A lock file that the card changed.
			const failed = await hydrateTree(run, worktree);
			return failed ?? checkTree(run, worktree);
		},
		async findRedBase() {
			// A merge is tested on the base as it is now, a card's own tree on what it was last brought up to.
			if (run.spec.agent === 'Merger') return findRedBase(run, await requireCommit(run.repository, base));
			const head = await requireCommit(run.repository, `refs/heads/${worktree.branch}`);
			return findRedBase(run, await findFork(run, head, base));
		},
		async push(_name, sha) {
			if (run.remote === null) throw new Error('a push without a remote');
			await refuseSecrets(run.repository.git, base, sha);
			return pushBranch(run.repository, worktree, run.remote, sha, run.ends);
		},
		site: new GitMergeSite(run),
		remember: (answer, decide) => concludeDocumentation(run, prepared, answer, decide),
		cleanUp: (head) => cleanCard(run, head),
	};
}
