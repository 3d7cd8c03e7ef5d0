import type { CheckReport } from '@aegis/agents/agents';
import type { GuardedEvidence, MergeEvidence } from '@aegis/shared/domain';
import { failpoint } from '@aegis/shared/failpoint';
import { invariant } from '@aegis/shared/invariant';
import { areChecksRed } from '../core/checks.ts';
import { hydrationOutcome } from '../core/hydration-outcome.ts';
import type { OngoingRun } from '../run/ongoing-run.ts';
import { branchFor } from '../workspace/paths.ts';
import type { MergeSite, StagedMerge } from './merge-site.ts';

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
	| { readonly kind: 'guarded'; readonly guarded: GuardedEvidence }
	| { readonly kind: 'failed'; readonly code: string; readonly message: string; readonly evidence?: string };

type Round = MergeEnd | { readonly kind: 'moved' };

/**
 * Lands the card's branch on the base; `head` is the commit that was looked at, and no other is merged.
 *
 * L1 the base moves only by one fast-forward to a commit whose exact tree the checks passed on;
 * L2 a conflict, red checks or a lost lease leave the base untouched;
 * L3 what is guarded lands only with a tick of exactly what would land;
 * L4 a base that moved meanwhile means to build and test again, never to force.
 */
export async function mergeInRounds(
	run: OngoingRun,
	site: MergeSite,
	merge: { readonly message: string; readonly head: string },
): Promise<MergeEnd> {
	try {
		for (let round = 1; round <= rounds; round++) {
			const end = await mergeOnce(run, site, merge);
			if (end.kind !== 'moved') return end;
			run.log.info({ round }, 'base moved during the merge, building it again');
		}
		return {
			kind: 'hold',
			why: `${run.config.base_branch} moved ${rounds} times during the merge. Approve again to retry.`,
		};
	} finally {
		await site.clear();
	}
}

async function mergeOnce(
	run: OngoingRun,
	site: MergeSite,
	{ message, head }: { readonly message: string; readonly head: string },
): Promise<Round> {
	const { config, held, spec } = run;
	const { reached, base: mainBefore, tip } = await site.look();
	if (!reached) {
		return {
			kind: 'failed',
			code: 'REMOTE_UNREACHABLE',
			message: `The remote ${config.remote} did not answer.`,
		};
	}
	const branch = branchFor(spec.cardGid);
	if (mainBefore === null || tip === null) {
		const name = mainBefore === null ? config.base_branch : branch;
		return { kind: 'failed', code: 'BRANCH_MISSING', message: `The branch ${name} does not exist.` };
	}
	if (tip !== head) {
		const message = `${branch} moved from ${head.slice(0, 8)} to ${tip.slice(0, 8)} since it was looked at.`;
		return { kind: 'failed', code: 'BRANCH_MOVED', message };
	}
	held.assertMayGoOn();
	const staged = await site.stage({ base: mainBefore, head, message });
	if (staged.kind === 'conflict') return staged;
	const guarded = staged.guarded ?? null;
	if (guarded !== null && guarded.digest !== spec.guardTick) return { kind: 'guarded', guarded };
	failpoint('worker.after-stage');
	const tested = await testStaged(run, site, staged);
	if (tested.kind !== 'green') return tested;
	failpoint('worker.after-test');
	return landStaged(run, site, { mainBefore, head, staged, tested });
}

async function landStaged(
	run: OngoingRun,
	site: MergeSite,
	ready: {
		readonly mainBefore: string;
		readonly head: string;
		readonly staged: Extract<StagedMerge, { kind: 'staged' }>;
		readonly tested: Green;
	},
): Promise<Round> {
	const { cardGid: card, runId, epoch, agent } = run.spec;
	const { effects } = run.machine;
	const { mainBefore, head, staged, tested } = ready;
	const { checks } = tested;
	invariant('merge.L1', tested.head === staged.sha, true);
	const guarded = staged.guarded ?? null;
	invariant('merge.L3', guarded === null || guarded.digest === run.spec.guardTick, guarded !== null);
	const landed = { card, run: runId, epoch, head, tree: staged.tree, mainBefore, mainAfter: staged.sha };
	effects.record({ kind: 'landing', ...landed });
	const landing = await site.land(mainBefore, staged.sha);
	if (landing.kind !== 'landed') return landing;
	// What is to be remembered lands without anybody's approval.
	const auto = agent === 'Documentation' ? { auto: true } : {};
	effects.record({ kind: 'merge', ...landed, ...auto });
	failpoint('worker.after-landing');
	const merge = {
		base: run.config.base_branch,
		mainBefore,
		mainAfter: staged.sha,
		pushed: landing.pushed,
	};
	return { kind: 'landed', merge, head, checks };
}

/** `head` is the commit the checks ran on. */
interface Green {
	readonly kind: 'green';
	readonly head: string;
	readonly checks: CheckReport | null;
}

type Tested = Green | MergeEnd;

async function testStaged(
	run: OngoingRun,
	site: MergeSite,
	staged: Extract<StagedMerge, { kind: 'staged' }>,
): Promise<Tested> {
	const hydration = await site.hydrate();
	if (hydration !== null) return hydrationOutcome(hydration, ' on the merged tree');
	const checks = await site.runChecks();
	if (areChecksRed(checks)) return { kind: 'red', checks };
	const { head, tree, changed } = await site.inspect();
	if (changed === '') {
		const { effects } = run.machine;
		effects.record({ kind: 'tested', card: run.spec.cardGid, tree, checked: checks !== null });
	}
	if (head === staged.sha && changed === '') return { kind: 'green', head, checks };
	return {
		kind: 'failed',
		code: 'TESTED_TREE_CHANGED',
		message: 'The checks changed tracked files, so what was tested is not what would land.',
		evidence: changed,
	};
}
