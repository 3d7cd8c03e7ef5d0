import type { AgentName, Intent, RunOutcome, Section } from '@aegis/shared/domain';

type Allowed = Partial<Record<Intent['kind'], readonly (readonly [Section, AgentName | 'any' | null])[]>>;

/** What each agent may ask for: an intent outside this table is refused, whatever the model said. */
const allowed: Record<AgentName, Allowed> = {
	Triage: {
		advance: [
			['Planning', 'Planner'],
			['Ready Queue', 'Worker'],
		],
		clarify: [['Clarification Needed', 'any']],
		duplicate: [['Done', 'any']],
	},
	Planner: { advance: [['Ready Queue', 'Worker']], clarify: [['Clarification Needed', 'any']] },
	Worker: { advance: [['Review', 'Reviewer']] },
	Reviewer: { advance: [['Merging', 'Merger']], 'send-back': [['Ready Queue', 'Worker']] },
	Merger: {
		done: [['Done', 'any']],
		'send-back': [
			['Ready Queue', 'Worker'],
			// The branch is not the commit that was approved.
			['Review', 'Reviewer'],
		],
		hold: [['Merging', 'any']],
	},
	Documentation: {
		done: [['Done', 'any']],
		'send-back': [['Ready Queue', 'any']],
		hold: [['Ready Queue', 'any']],
	},
};

/**
 * Why a succeeded run's intent cannot be believed, or null when it can: the agent may not ask for it, or the evidence
 * that must come with it (commits for a coder, a landed merge for a merger) is missing.
 */
export function refuseIntent(
	agent: AgentName,
	outcome: Extract<RunOutcome, { kind: 'succeeded' }>,
): string | null {
	const { intent } = outcome;
	const places = allowed[agent][intent.kind] ?? [];
	const fits = places.some(
		([section, next]) => section === intent.section && (next === 'any' || next === intent.agent),
	);
	if (!fits)
		return `${agent} may not ask for ${intent.kind} to ${intent.section} with ${intent.agent ?? 'no agent'}`;
	if (intent.completed !== (intent.kind === 'done' || intent.kind === 'duplicate'))
		return `${agent} may not complete the card with ${intent.kind}`;
	if (agent === 'Worker' && (outcome.branch === undefined || outcome.branch.commits === 0))
		return 'the coder left no commit';
	if (agent === 'Merger' && intent.kind === 'done' && outcome.merge === undefined)
		return 'nothing was merged';
	return null;
}
