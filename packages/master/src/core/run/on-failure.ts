import type { AgentName, RunOutcome } from '@aegis/shared/domain';
import type { CardChange } from '@aegis/shared/messages';
import { askPerson, type Ended } from '../person/ask-person.ts';
import { maxCostOf } from '../person/permission.ts';
import type { CardState, Hold } from '../card/card-state.ts';
import { describeCost, failureComment } from '../board/comments.ts';
import type { Step } from '../card/effects.ts';
import { findTightest } from '../start/day-caps.ts';
import { endingOf } from './endings.ts';
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
		findings: outcome.kind === 'failed' && decision.kind !== 'halt' ? evidenceOf(outcome) : state.findings,
	};
	const back = backTo(ended);
	switch (decision.kind) {
		case 'again': {
			const next: CardState = {
				...counted,
				wait: decision.reason === null ? null : { untilMs: decision.untilMs, reason: decision.reason },
			};
			const lasts = outcome.kind === 'overloaded' && decision.counts.overloads === worthAWord;
			const comment = lasts
				? failureComment(ended.run, ended.agent, {
						headline: `The model’s provider does not answer: ${asClause(outcome.detail)}. I keep trying, ever more seldom; nothing is counted, and there is nothing you need to do.`,
						evidence: undefined,
						costUsd: ended.costUsd,
					})
				: null;
			return [next, [{ type: 'apply', change: { ...ended.facts, ...back, swarmStatus: 'Idle' }, comment }]];
		}
		case 'halt': {
			const concerned = decision.scope === 'installation' ? 'every card' : 'every card of this project';
			const comment =
				(around.halt ?? null) === null
					? failureComment(ended.run, ended.agent, {
							headline: `Stopped, and so is ${concerned}: ${asClause(decision.detail)}. I look now and then and go on by myself once it is mended; nothing is counted.`,
							evidence: outcome.kind === 'failed' ? outcome.evidence : undefined,
							costUsd: ended.costUsd,
						})
					: null;
			return [
				{ ...counted, wait: null },
				[{ type: 'apply', change: { ...ended.facts, ...back, swarmStatus: 'Idle' }, comment }],
			];
		}
		case 'budget': {
			if (ended.cut) return onCut(counted, ended, around);
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
			const { advice } = endingOf(outcome);
			const tried = decision.counts.attempts === 1 ? 'I' : `I tried ${decision.counts.attempts} times and`;
			const says = failureComment(ended.run, ended.agent, {
				headline: `${tried} could not finish: ${asClause(decision.detail)}. ${advice}`.trim(),
				evidence: outcome.kind === 'failed' ? outcome.evidence : undefined,
				costUsd: ended.costUsd,
			});
			const reason = { code: 'awaiting-person', detail: describeFailure(outcome) } as const;
			return askPerson(counted, ended, says, { resume: placeFor(ended.agent), reason });
		}
	}
}

/**
 * A run used up what it was given, but its card may cost more: it goes on as soon as the day's caps let it, and nothing is
 * said or counted. One that could not do anything with its part would be given it again and again: it waits for the day.
 */
function onCut(state: CardState, ended: Ended, { dayCaps = [] }: Surroundings): Step<CardState> {
	const reason = (ended.costUsd ?? 0) > 0 ? null : findTightest(dayCaps);
	const wait = reason === null ? null : { untilMs: reason.untilMs, reason };
	const change: CardChange = { ...ended.facts, ...backTo(ended), swarmStatus: 'Idle' };
	return [{ ...state, wait }, [{ type: 'apply', change, comment: null }]];
}

/** So many tries in a row that found no provider (some four minutes) are worth a comment, once. */
const worthAWord = 4;

/** Without the full stop that the sentence around it brings. */
function asClause(text: string): string {
	return text.trim().replace(/[.…]+$/, '');
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
