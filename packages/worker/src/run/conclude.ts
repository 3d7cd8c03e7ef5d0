import { agentFor, commitMessage, describeHidden, mergeMessage, type RunFacts } from '@aegis/agents/agents';
import type { Intent, RunOutcome } from '@aegis/shared/domain';
import { areChecksRed } from '../core/checks.ts';
import { awaitTickIntent, holdMergeIntent } from '../core/intents.ts';
import { outcomeOfStop } from '../core/stop-reason.ts';
import { addTrailers } from '../core/trailers.ts';
import { outcomeOfVerdict } from '../core/verdict-outcome.ts';
import { mergeInRounds } from '../merge/merge-rounds.ts';
import type { AgentEnd } from '../process/agent-process.ts';
import type { OngoingRun } from './ongoing-run.ts';
import type { ReadyWorktree } from './workplace.ts';

/** Turns how the agent ended into the run's outcome: what it says counts as far as the worker sees it itself. */
export async function concludeRun(
	run: OngoingRun,
	worktree: ReadyWorktree,
	end: AgentEnd,
): Promise<RunOutcome> {
	if (end.stop !== null) return outcomeOfStop(end.stop);
	// First: an agent that the watchdog killed for our lease looks like one that failed by itself.
	run.held.assertMayGoOn();
	const failed = outcomeOfVerdict(end.verdict);
	if (failed !== null) return failed;
	const { answer, costUsd } = end.verdict;
	const facts: RunFacts = {
		spec: run.spec,
		branch: worktree.branch,
		checks: worktree.checks,
		merge: null,
		costUsd,
	};
	switch (run.spec.agent) {
		case 'Triage':
		case 'Planner':
		case 'Reviewer':
			return decide(run, answer, facts);
		case 'Worker':
			return concludeCoder(run, worktree, answer, facts);
		case 'Merger':
			return concludeMerger(run, worktree, answer, facts);
		case 'Documentation':
			return worktree.remember(answer, () => decide(run, answer, facts));
	}
}

/** The agent's own decision about its answer, as an outcome. */
function decide(run: OngoingRun, answer: unknown, facts: RunFacts): RunOutcome {
	const decision = agentFor(run.spec.agent).decide(answer, facts);
	if (decision.kind === 'invalid') {
		const { code, message, evidence } = decision;
		return { kind: 'failed', code, message, ...(evidence === undefined ? {} : { evidence }) };
	}
	return {
		kind: 'succeeded',
		intent: tellHidden(decision.intent, run),
		...(facts.branch === null ? {} : { branch: facts.branch }),
		...(facts.merge === null ? {} : { merge: facts.merge }),
	};
}

/** Who reads the board must learn that a card says more than it shows. */
function tellHidden(intent: Intent, { spec }: OngoingRun): Intent {
	const hidden = describeHidden(spec.card);
	return hidden === null ? intent : { ...intent, facts: [...intent.facts, ['Hidden text', hidden]] };
}

async function concludeCoder(
	run: OngoingRun,
	worktree: ReadyWorktree,
	answer: unknown,
	facts: RunFacts,
): Promise<RunOutcome> {
	const message = commitMessage(answer);
	if (message === null) return decide(run, answer, facts);
	const commit = await worktree.commit(message);
	if (commit.kind === 'unresolved') {
		const list = commit.files.join(', ');
		if (commit.undecided === true)
			return { kind: 'failed', code: 'CONFLICT_UNDECIDED', message: `Not decided yet: ${list}.` };
		return { kind: 'failed', code: 'CONFLICT_MARKS', message: `Conflict marks were left in ${list}.` };
	}
	const branch = await worktree.inspect();
	const { cardGid: card, runId, epoch } = run.spec;
	if (commit.kind === 'committed')
		run.machine.effects.record({ kind: 'commit', card, run: runId, epoch, head: branch.headSha });
	if (branch.commits === 0) return decide(run, answer, { ...facts, branch });
	const checks = await worktree.runChecks();
	if (areChecksRed(checks))
		return (await worktree.findRedBase?.()) ?? decide(run, answer, { ...facts, branch, checks });
	const pushed = await pushWork(run, worktree, branch.headSha);
	return decide(run, answer, { ...facts, branch: { ...branch, pushed }, checks });
}

async function pushWork(run: OngoingRun, worktree: ReadyWorktree, sha: string): Promise<boolean> {
	const { remote } = run.config;
	if (remote === null) return false;
	run.held.assertMayGoOn();
	const refused = await worktree.push(remote, sha);
	// The commits are safe here, and the merge needs only them: not worth paying the model a second time.
	if (refused !== null) {
		run.held.assertMayGoOn();
		run.log.warn({ detail: refused }, 'branch could not be pushed');
		return false;
	}
	const { cardGid: card, runId, epoch } = run.spec;
	run.machine.effects.record({ kind: 'push', card, run: runId, epoch, head: sha });
	return true;
}

async function concludeMerger(
	run: OngoingRun,
	worktree: ReadyWorktree,
	answer: unknown,
	facts: RunFacts,
): Promise<RunOutcome> {
	const message = mergeMessage(answer);
	if (message === null || facts.branch === null) return decide(run, answer, facts);
	const end = await mergeInRounds(run, worktree.site, {
		message: addTrailers(message, run.spec),
		head: facts.branch.headSha,
	});
	switch (end.kind) {
		case 'landed':
			await worktree.cleanUp(end.head);
			return decide(run, answer, { ...facts, merge: end.merge, checks: end.checks });
		case 'conflict':
			return decide(run, answer, { ...facts, conflict: end.files.join('\n') });
		case 'red':
			return (await worktree.findRedBase?.()) ?? decide(run, answer, { ...facts, checks: end.checks });
		case 'guarded': {
			const branch = { ...facts.branch, guarded: end.guarded };
			return { kind: 'succeeded', intent: awaitTickIntent(end.guarded, branch), branch };
		}
		case 'hold':
			return { kind: 'succeeded', intent: holdMergeIntent(end.why, facts.branch) };
		case 'failed':
			return end;
	}
}
