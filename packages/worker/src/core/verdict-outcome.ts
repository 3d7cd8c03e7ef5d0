import type { RunnerVerdict } from '@aegis/agents/runner';
import type { RunOutcome } from '@aegis/shared/domain';

/** The outcome of a run whose CLI did not succeed; null when it did and its answer decides. */
export function outcomeOfVerdict(verdict: RunnerVerdict): RunOutcome | null {
	switch (verdict.status) {
		case 'succeeded':
			return null;
		case 'over-budget':
			return { kind: 'over-budget', spentUsd: verdict.costUsd ?? 0 };
		case 'usage-limited':
			return { kind: 'usage-limited', until: verdict.untilMs };
		case 'overloaded':
			return { kind: 'overloaded', detail: verdict.message };
		case 'failed':
		case 'process-failure':
			return { kind: 'failed', code: verdict.code, message: verdict.message };
	}
}
