import { join } from 'node:path';
import type { CheckReport } from '@aegis/agents/agents';
import { AegisError } from '@aegis/shared/errors';
import { findObstacles } from '@aegis/shared/repository';
import type { AgentName, BranchEvidence, Intent, RunOutcome } from '@aegis/shared/domain';
import { areChecksRed } from '../core/checks.ts';
import { findUnapproved } from '../core/approved-head.ts';
import { hydrationOutcome } from '../core/hydration-outcome.ts';
import type { MergeConflict } from '../core/merge-conflicts.ts';
import { awaitTickIntent, holdMergeIntent, redChecksIntent, reviewAgainIntent } from '../core/intents.ts';
import { knownBase, refreshBase, requireCommit } from '../git/base.ts';
import { findLanded } from '../merge/landed.ts';
import { fillSubmodules } from '../workspace/fill-submodules.ts';
import { hydrate } from '../workspace/hydrate.ts';
import { followRemote, type Unfollowed } from '../workspace/follow-remote.ts';
import { ensureClone } from '../workspace/clone.ts';
import { lookAtUncommitted, noteMade } from '../workspace/made.ts';
import { readPlainFile } from '../workspace/plain-file.ts';
import type { AgentStart } from '../workspace/take-back.ts';
import { takeInBase } from '../workspace/take-in-base.ts';
import { ensureWorktree, type Worktree } from '../workspace/worktree.ts';
import { copyCaches } from './caches.ts';
import { inspectBranch, listCommits, readDiff } from './branch.ts';
import type { RunContext } from './context.ts';
import { inspectGuarded } from './guarded.ts';
import { readMemory, type Memory } from './memory.ts';
import { awaitGreenBase, findRedBase } from './red-base.ts';
import { runChecks, runHydration } from './shell.ts';

/** The agents for which it matters what is on the card's branch. */
const usesBranch: ReadonlySet<AgentName> = new Set(['Worker', 'Reviewer', 'Merger']);

/** What the agent will work with. */
export interface Prepared {
	readonly worktree: Worktree;
	readonly base: string;
	readonly memory: Memory;
	readonly branch: BranchEvidence | null;
	readonly checks: CheckReport | null;
	readonly diff: string | null;
	/** Where the coder begins; null for the others. */
	readonly start: AgentStart | null;
	/** What the base branch and the card both claim, left for the coder to resolve. */
	readonly conflicts: readonly MergeConflict[];
}

export type Preparation =
	| { readonly kind: 'ready'; readonly prepared: Prepared }
	/** The run is over before a model was asked. */
	| { readonly kind: 'settled'; readonly outcome: RunOutcome };

/** Makes the card's worktree and everything its agent needs to see. No step more than this agent needs. */
export async function prepareRun(run: RunContext): Promise<Preparation> {
	const { repository, spec, held } = run;
	const base =
		spec.agent === 'Worker' || spec.agent === 'Merger'
			? (await refreshBase(run, { force: spec.agent === 'Merger', signal: held.signal })).ref
			: await knownBase(run);
	const unfollowed = usesBranch.has(spec.agent) ? await followRemote(run) : null;
	if (unfollowed !== null) run.log.warn({ ...unfollowed }, 'branch does not follow its remote');
	if (spec.agent === 'Merger') {
		const outcome = await findLanded(run, base);
		if (outcome !== null) return { kind: 'settled', outcome };
	}
	await refuseObstacles(run, base);
	// What is built already may be what makes it green.
	if (spec.agent === 'Triage' || spec.agent === 'Planner' || spec.agent === 'Worker') {
		const outcome = await awaitGreenBase(run, base);
		if (outcome !== null) return { kind: 'settled', outcome };
	}
	const [worktree, memory] = await Promise.all([openTree(run, base), readMemory(repository, base)]);
	const nothing = { branch: null, checks: null, diff: null, start: null, conflicts: [] };
	const plain = { worktree, base, memory, ...nothing };
	switch (spec.agent) {
		case 'Triage':
		case 'Planner':
		case 'Documentation':
			return { kind: 'ready', prepared: plain };
		case 'Worker':
			return prepareCoder(run, plain);
		case 'Reviewer':
			return prepareReviewer(run, plain);
		case 'Merger':
			return prepareMerger(run, plain, unfollowed);
	}
}

/** Nothing is paid for in a repository that no card of could land. What was looked at is not looked at again. */
async function refuseObstacles({ repository, config }: RunContext, base: string): Promise<void> {
	const sha = await requireCommit(repository, base);
	const key = `${repository.commonDir} ${sha} ${config.hydration_command}`;
	if (unobstructed.has(key)) return;
	const hydrationCommand = config.hydration_command;
	const [obstacle] = await findObstacles(repository.commonDir, sha, { hydrationCommand });
	if (obstacle !== undefined) throw new AegisError(obstacle.code, obstacle.what, { fix: obstacle.fix });
	unobstructed.add(key);
}

const unobstructed = new Set<string>();

/** A clone of the card's own where there is a sandbox to keep it in; else a worktree of the repository. */
async function openTree(run: RunContext, base: string): Promise<Worktree> {
	if (run.machine.sandbox.mode === 'none')
		return ensureWorktree(run.repository, run.place, () => Promise.resolve(base), run.ends);
	const clone = await ensureClone(run, await requireCommit(run.repository, base));
	await copyCaches(run, clone.path);
	return clone;
}

async function prepareCoder(run: RunContext, plain: Prepared): Promise<Preparation> {
	const { worktree } = plain;
	const base = await requireCommit(run.repository, plain.base);
	const conflicts = worktree.fresh ? [] : await takeInBase(worktree, base, run.config.base_branch);
	const failed = await hydrateFor(run, worktree);
	if (failed !== null) return failed;
	const start = { head: await readHead(run, worktree), base };
	return { kind: 'ready', prepared: { ...plain, start, conflicts } };
}

async function prepareReviewer(run: RunContext, plain: Prepared): Promise<Preparation> {
	const failed = await hydrateFor(run, plain.worktree);
	if (failed !== null) return failed;
	const [change, checks] = await Promise.all([showChange(run, plain), checkTree(run, plain.worktree)]);
	if (areChecksRed(checks)) {
		const outcome = await findRedBase(run, await findFork(run, change.branch.headSha, plain.base));
		if (outcome !== null) return { kind: 'settled', outcome };
		const intent = redChecksIntent(checks, change.branch);
		return { kind: 'settled', outcome: { kind: 'succeeded', intent, branch: change.branch } };
	}
	return { kind: 'ready', prepared: { ...plain, ...change, checks } };
}

/** The commit of the base that a card's branch stands on. */
export async function findFork({ repository }: RunContext, head: string, base: string): Promise<string> {
	return repository.git.text(['merge-base', '--end-of-options', base, head]);
}

/** Only the commit the merge was allowed for may land, and nothing that was pushed since may be passed over. */
async function prepareMerger(
	run: RunContext,
	plain: Prepared,
	unfollowed: Unfollowed | null,
): Promise<Preparation> {
	const change = await showChange(run, plain);
	const { branch } = change;
	const settle = (intent: Intent): Preparation => {
		return { kind: 'settled', outcome: { kind: 'succeeded', intent, branch } };
	};
	if (unfollowed !== null) {
		const why = `Not merged: ${unfollowed.why}. Bring them together, then move the card to Review.`;
		return settle(holdMergeIntent(why, branch));
	}
	const { approvedHead } = run.spec;
	const why = findUnapproved(run.spec, branch.headSha);
	if (why === null) {
		const { guarded } = branch;
		// Before a model is paid; what would really land is looked at once more when it is staged.
		if (guarded != null && guarded.digest !== run.spec.guardTick)
			return settle(awaitTickIntent(guarded, branch));
		return { kind: 'ready', prepared: { ...plain, ...change } };
	}
	const unseen = await listCommits(run.repository.git, `${approvedHead}..${branch.headSha}`);
	return settle(reviewAgainIntent(why, branch, unseen));
}

async function showChange(
	run: RunContext,
	{ base }: Prepared,
): Promise<{ branch: BranchEvidence; diff: string }> {
	const { repository, place } = run;
	const inspect = async (): Promise<BranchEvidence> => {
		const branch = await inspectBranch(repository.git, place.branch, base);
		return inspectGuarded(repository.commonDir, base, branch, run);
	};
	const [branch, diff] = await Promise.all([inspect(), readDiff(repository.git, place.branch, base)]);
	return { branch, diff };
}

/** Without a process where the branch is a file, as it is but for an agent that packed it. */
async function readHead(
	{ repository }: RunContext,
	{ path, gitDir, branch, git }: Worktree,
): Promise<string> {
	const own = gitDir === join(path, '.git') ? gitDir : repository.commonDir;
	const head = readPlainFile(join(own, 'refs/heads', branch))?.trim() ?? '';
	return /^[0-9a-f]{40,64}$/.test(head) ? head : git.text(['rev-parse', '--verify', 'HEAD^{commit}']);
}

/** The checks on the card's tree, set up anew where what the set-up reads has changed; what they leave there is no work. */
export async function checkTree(run: RunContext, worktree: Worktree): Promise<CheckReport | null> {
	if (run.config.test_command === null) return null;
	const before = await lookAtUncommitted(worktree.git);
	const report = await runChecks(run, worktree.path);
	await noteMade(worktree, before);
	return report;
}

/** Sets the card's tree up; what failed, or null. */
export async function hydrateTree(run: RunContext, worktree: Worktree): Promise<CheckReport | null> {
	await fillSubmodules(run, worktree);
	return hydrate(worktree, run.config.hydration_command, (command) =>
		runHydration(run, command, worktree.path),
	);
}

async function hydrateFor(run: RunContext, worktree: Worktree): Promise<Preparation | null> {
	const failed = await hydrateTree(run, worktree);
	if (failed === null) return null;
	return { kind: 'settled', outcome: hydrationOutcome(failed, ' in the worktree') };
}
