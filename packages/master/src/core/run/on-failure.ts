import type { AgentName, RunOutcome } from '@aegis/shared/domain';
import type { CardChange } from '@aegis/shared/messages';
import { askPerson, type Ended } from '../person/ask-person.ts';
import { maxCostOf } from '../person/permission.ts';
import type { CardState, Hold } from '../card/card-state.ts';
import { describeCost, failureComment } from '../board/comments.ts';
import type { Step } from '../card/effects.ts';
import { decideRetry, describeFailure } from './retry.ts';
import type { Surroundings } from '../card/settings.ts';

/** What becomes of a card whose run did not succeed: it waits, goes on, or needs a person, who is told once. */
export function onFailure(
	state: CardState,
	outcome: Exclude<RunOutcome, { kind: 'succeeded' }>,
	ended: Ended,
	around: Surroundings,
): Step<CardState> {
	const { now, jitter, settings } = around;
	const decision = decideRetry(outcome, state, { now, jitter, maxAttempts: settings.maxAttempts });
	const counted: CardState = {
		...state,
		...decision.counts,
		findings: outcome.kind === 'failed' ? evidenceOf(outcome) : state.findings,
	};
	const back = backTo(ended);
	switch (decision.kind) {
		case 'again': {
			const next: CardState = {
				...counted,
				wait: decision.reason === null ? null : { untilMs: decision.untilMs, reason: decision.reason },
			};
			return [
				next,
				[{ type: 'apply', change: { ...ended.facts, ...back, swarmStatus: 'Idle' }, comment: null }],
			];
		}
		case 'budget': {
			const maxUsd = maxCostOf(state, settings);
			const headline = `Stopped at the budget: ${describeCost(state.spentUsd)} of $${maxUsd.toFixed(2)} spent. Raise Max Cost and I go on from here.`;
			const comment = failureComment(ended.run, ended.agent, {
				headline,
				evidence: undefined,
				costUsd: ended.costUsd,
			});
			return [
				{ ...counted, exhaustedAtUsd: maxUsd },
				[{ type: 'apply', change: { ...ended.facts, ...back, swarmStatus: 'Blocked' }, comment }],
			];
		}
		case 'quarantine': {
			const comment = failureComment(ended.run, ended.agent, {
				headline: `Set aside: ${decision.because}. Comment or move the card to try again.`,
				evidence: undefined,
				costUsd: ended.costUsd,
			});
			const hold = { reason: { code: 'quarantined', because: decision.because }, resume: null } as const;
			return [
				{ ...counted, hold },
				[{ type: 'apply', change: { ...ended.facts, ...back, swarmStatus: 'Blocked' }, comment }],
			];
		}
		case 'person': {
			const says = failureComment(ended.run, ended.agent, {
				headline: `I tried ${decision.counts.attempts} times and could not finish: ${decision.detail}. Comment what to do and I try again.`,
				evidence: outcome.kind === 'failed' ? outcome.evidence : undefined,
				costUsd: ended.costUsd,
			});
			const reason = { code: 'awaiting-person', detail: describeFailure(outcome) } as const;
			return askPerson(counted, ended, says, { resume: placeFor(ended.agent), reason });
		}
	}
}

function evidenceOf(outcome: Extract<RunOutcome, { kind: 'failed' }>): string {
	return outcome.evidence === undefined ? outcome.message : `${outcome.message}\n\n${outcome.evidence}`;
}

/** A coder's card leaves In Progress when nothing is in progress; others stay where they are. */
function backTo(ended: Ended): CardChange {
	return ended.agent === 'Worker' ? { section: 'Ready Queue', agent: 'Worker' } : {};
}

/** Where a card stands whose next run is this agent's. */
export function placeFor(agent: AgentName): NonNullable<Hold['resume']> {
	switch (agent) {
		case 'Planner':
			return { section: 'Planning', agent };
		case 'Reviewer':
			return { section: 'Review', agent };
		case 'Merger':
			return { section: 'Merging', agent };
		case 'Triage':
		case 'Worker':
		case 'Documentation':
			return { section: 'Ready Queue', agent };
	}
}
