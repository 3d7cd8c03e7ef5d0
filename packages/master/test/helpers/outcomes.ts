import type { AgentName, RunOutcome } from '@aegis/shared/domain';
import { goodOutcome, intent, now, succeeded } from './cards.ts';

/** Everything a run of `agent` may end with, believable or not; `head` is what a coder's commit would be. */
export function anyOutcome(agent: AgentName, choice: number, head: string): RunOutcome {
	const all: readonly RunOutcome[] = [
		goodOutcome(agent, head),
		goodOutcome(agent, head),
		goodOutcome(agent, head),
		goodOutcome(agent, head),
		succeeded(intent({ kind: 'clarify', section: 'Clarification Needed', body: '1. Which?' })),
		succeeded(intent({ kind: 'send-back', section: 'Ready Queue', agent: 'Worker', findings: 'red' })),
		succeeded(intent({ kind: 'hold', section: agent === 'Merger' ? 'Merging' : 'Ready Queue' })),
		succeeded(intent({ kind: 'duplicate', section: 'Done' })),
		succeeded(intent({ kind: 'done', section: 'Done' })),
		succeeded(intent({ kind: 'advance', section: 'Ready Queue', agent: 'Worker' })),
		{ kind: 'failed', code: 'CHECKS_RED', message: 'the checks are red', evidence: 'line 1' },
		{ kind: 'timed-out', afterMs: 3_600_000 },
		{ kind: 'stalled', silentMs: 900_000 },
		{ kind: 'over-budget', spentUsd: 2 },
		{ kind: 'cancelled', why: 'shutdown' },
		{ kind: 'usage-limited', until: now + 60_000 },
		{ kind: 'usage-limited', until: null },
		{ kind: 'overloaded', detail: '529' },
		{ kind: 'lost', why: 'its lease ran out' },
	];
	return all[choice % all.length] ?? { kind: 'lost', why: 'unknown' };
}
