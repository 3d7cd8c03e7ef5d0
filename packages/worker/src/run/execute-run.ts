import type { RunOutcome, RunResult } from '@aegis/shared/domain';
import { AegisError } from '@aegis/shared/errors';
import { failpoint } from '@aegis/shared/failpoint';
import { outcomeOfStop } from '../core/stop-reason.ts';
import { RunStopped } from '../lease/held-run.ts';
import type { AgentEnd } from '../process/agent-process.ts';
import { concludeRun } from './conclude.ts';
import type { OngoingRun } from './ongoing-run.ts';
import type { Workplace } from './workplace.ts';

/**
 * One run from its lease to its result: prepare the worktree, let the agent work, check what it says, act on it.
 *
 * Never throws: whatever happens is an outcome. Whatever happens, no process of the run is left when it returns.
 */
export async function executeRun(run: OngoingRun, place: Workplace): Promise<RunResult> {
	const startedAt = place.now();
	let agent: AgentEnd | null = null;
	let outcome: RunOutcome;
	try {
		const preparation = await place.prepare();
		if (preparation.kind === 'ready') {
			agent = await preparation.worktree.runAgent();
			failpoint('worker.after-parse', run.spec.agent);
			outcome = await concludeRun(run, preparation.worktree, agent);
		} else {
			outcome = preparation.outcome;
		}
	} catch (error) {
		outcome = outcomeOfError(run, error);
		// Every process clears its own scope when it ends; a step that broke off may not have got that far.
		if (await place.clear())
			run.machine.effects.record({ kind: 'dead', card: run.spec.cardGid, run: run.spec.runId });
		else run.log.error('processes of the run could not be killed');
	}
	return {
		outcome,
		costUsd: costOf(run, agent),
		...(agent?.metered === true ? { metered: true } : {}),
		sessionId: agent?.verdict.sessionId ?? run.spec.resumeSessionId,
		turns: agent?.verdict.turns ?? null,
		...usedBy(agent),
		durationMs: Math.round(place.now() - startedAt),
		worktreePath: place.worktreePath(),
	};
}

/** What the agent read and wrote, and the models it had; nothing where it never ran. */
function usedBy(agent: AgentEnd | null): Pick<RunResult, 'tokens' | 'models'> {
	const { tokens, models } = agent?.verdict ?? {};
	if (tokens == null) return {};
	const { input, output, cacheRead, cacheWrite5m, cacheWrite1h } = tokens;
	const used = { input, output, cacheRead, cacheWrite: cacheWrite5m + cacheWrite1h };
	return { tokens: used, models: (models ?? []).slice(0, 10) };
}

/** What the CLI billed; where it could not say, what was seen live; null when money was spent and nobody knows how much. */
function costOf(run: OngoingRun, agent: AgentEnd | null): number | null {
	if (agent === null) return run.report.costUsd;
	return agent.verdict.costUsd ?? (run.report.costUsd > 0 ? run.report.costUsd : null);
}

function outcomeOfError(run: OngoingRun, error: unknown): RunOutcome {
	// A step that was aborted fails in its own words; the reason it was aborted for is what counts.
	const reason = error instanceof RunStopped ? error.reason : run.held.stopReason();
	if (reason !== null) return outcomeOfStop(reason);
	if (error instanceof AegisError) {
		run.log.warn({ err: error, code: error.code }, 'run failed');
		return { kind: 'failed', code: error.code, message: `${error.message} ${error.fix}` };
	}
	run.log.error({ err: error }, 'run failed unexpectedly');
	return {
		kind: 'failed',
		code: 'WORKER_ERROR',
		message: `The worker failed: ${error instanceof Error ? error.message : String(error)}`,
	};
}
