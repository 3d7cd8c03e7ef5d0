import type { CheckReport } from '@aegis/agents/agents';
import type { MergeEvidence } from '@aegis/shared/domain';
import { failpoint } from '@aegis/shared/failpoint';
import { areChecksRed } from '../core/checks.ts';
import { refreshBase, resolveCommit } from '../git/base.ts';
import type { RunContext } from '../run/context.ts';
import { runChecks, runProjectCommand } from '../run/shell.ts';
import { hydrate } from '../workspace/hydrate.ts';
import { placeMerge, type WorktreePlace } from '../workspace/paths.ts';
import { land } from './land.ts';
import { removeStaging, stageMerge, type Staged } from './stage.ts';

/** How often the base may move under a merge before a person should look. */
const rounds = 5;

export type MergeEnd =
	| {
			readonly kind: 'landed';
			readonly merge: MergeEvidence;
			readonly head: string;
			readonly checks: CheckReport | null;
	  }
	| { readonly kind: 'conflict'; readonly files: readonly string[] }
	| { readonly kind: 'red'; readonly checks: CheckReport }
	| { readonly kind: 'hold'; readonly why: string }
	| { readonly kind: 'failed'; readonly code: string; readonly message: string; readonly evidence?: string };

type Round = MergeEnd | { readonly kind: 'moved' };

/**
 * Lands the card's branch on the base; `head` is the commit that was looked at, and no other is merged.
 *
 * L1 the base moves only by one fast-forward to a commit whose exact tree the checks passed on;
 * L2 a conflict, red checks or a lost lease leave the base untouched;
 * L3 a base that moved meanwhile means to build and test again, never to force.
 */
export async function mergeBranch(
	run: RunContext,
	merge: { readonly message: string; readonly head: string },
): Promise<MergeEnd> {
	const { repository, config } = run;
	const place = placeMerge(repository, config.worktree_dir, run.spec.cardGid);
	try {
		for (let round = 1; round <= rounds; round++) {
			const end = await mergeOnce(run, place, merge);
			if (end.kind !== 'moved') return end;
			run.log.info({ round }, 'base moved during the merge, building it again');
		}
		return {
			kind: 'hold',
			why: `${config.base_branch} moved ${rounds} times during the merge. Approve again to retry.`,
		};
	} finally {
		await removeStaging(repository, place);
	}
}

async function mergeOnce(
	run: RunContext,
	place: WorktreePlace,
	{ message, head }: { readonly message: string; readonly head: string },
): Promise<Round> {
	const { repository, config, held } = run;
	const base = await refreshBase(repository, config, { force: true, signal: held.signal });
	if (!base.reached) {
		return {
			kind: 'failed',
			code: 'REMOTE_UNREACHABLE',
			message: `The remote ${config.remote} did not answer.`,
		};
	}
	const [mainBefore, tip] = await Promise.all([
		resolveCommit(repository, base.ref),
		resolveCommit(repository, `refs/heads/${run.place.branch}`),
	]);
	if (mainBefore === null || tip === null) {
		const name = mainBefore === null ? config.base_branch : run.place.branch;
		return { kind: 'failed', code: 'BRANCH_MISSING', message: `The branch ${name} does not exist.` };
	}
	if (tip !== head) {
		const message = `${run.place.branch} moved from ${head.slice(0, 8)} to ${tip.slice(0, 8)} since it was looked at.`;
		return { kind: 'failed', code: 'BRANCH_MOVED', message };
	}
	held.assertMayGoOn();
	const staged = await stageMerge(repository, place, { base: mainBefore, head, message }, run.ends);
	if (staged.kind === 'conflict') return staged;
	failpoint('worker.after-stage');
	const tested = await testStaged(run, place, staged);
	if (tested.kind !== 'green') return tested;
	failpoint('worker.after-test');
	const { cardGid: card, runId, epoch, agent } = run.spec;
	const landed = {
		card,
		run: runId,
		epoch,
		head,
		tree: await staged.git.text(['rev-parse', `${staged.sha}^{tree}`]),
		mainBefore,
		mainAfter: staged.sha,
	};
	run.machine.effects.record({ kind: 'landing', ...landed });
	const landing = await land(run, mainBefore, staged.sha);
	if (landing.kind !== 'landed') return landing;
	// What is to be remembered lands without anybody's approval.
	const auto = agent === 'Documentation' ? { auto: true } : {};
	run.machine.effects.record({ kind: 'merge', ...landed, ...auto });
	failpoint('worker.after-landing');
	const merge = { base: config.base_branch, mainBefore, mainAfter: staged.sha, pushed: landing.pushed };
	return { kind: 'landed', merge, head, checks: tested.checks };
}

type Tested = { readonly kind: 'green'; readonly checks: CheckReport | null } | MergeEnd;

async function testStaged(
	run: RunContext,
	place: WorktreePlace,
	{ git, sha }: Extract<Staged, { kind: 'staged' }>,
): Promise<Tested> {
	const hydration = await hydrate(place.adminDir, run.config.hydration_command, (command) =>
		runProjectCommand(run, command, place.path),
	);
	if (hydration !== null) {
		const message = `${hydration.command} failed on the merged tree with exit code ${hydration.exitCode}.`;
		return { kind: 'failed', code: 'HYDRATION_FAILED', message, evidence: hydration.tail };
	}
	// Hydration may rewrite a lock file; what is tested must be what lands.
	if (run.config.hydration_command !== null) await git.text(['reset', '--quiet', '--hard', sha]);
	const checks = await runChecks(run, place.path);
	if (areChecksRed(checks)) return { kind: 'red', checks };
	const [heads, changed] = await Promise.all([
		git.text(['rev-parse', 'HEAD', 'HEAD^{tree}']),
		git.text(['status', '--porcelain', '--untracked-files=no']),
	]);
	const [head, tree = ''] = heads.split('\n');
	if (changed === '')
		run.machine.effects.record({
			kind: 'tested',
			card: run.spec.cardGid,
			tree,
			checked: checks !== null,
		});
	if (head === sha && changed === '') return { kind: 'green', checks };
	return {
		kind: 'failed',
		code: 'TESTED_TREE_CHANGED',
		message: 'The checks changed tracked files, so what was tested is not what would land.',
		evidence: changed,
	};
}
