import type { AgentName, Reason } from '@aegis/shared/domain';
import { listensUntil } from '../board/words.ts';
import { remainingBudget } from './budget.ts';
import { findSpent, stillHolds } from './day-caps.ts';
import type { CardState } from '../card/card-state.ts';
import { findPause } from '../person/pause.ts';
import {
	findBadMaxCost,
	findRefusal,
	isRaiseRefused,
	maxCostOf,
	mayMergeUnasked,
} from '../person/permission.ts';
import { findUnticked } from '../person/second-tick.ts';
import { routeCard } from './routing.ts';
import type { Surroundings } from '../card/settings.ts';

/** What a card is ready for, or the one reason why it is not. */
export type Assessment =
	| { readonly kind: 'ready'; readonly agent: AgentName; readonly budgetUsd: number }
	| { readonly kind: 'waiting'; readonly reason: Reason; readonly untilMs: number | null }
	| { readonly kind: 'idle' }
	| { readonly kind: 'active' };

/**
 * Says of one card, looked at alone, whether a run may start. Limits that cards share are the scheduler's.
 *
 * The order is the order in which a person would want to hear the reasons: what needs a person first.
 */
export function assess(state: CardState, around: Surroundings): Assessment {
	if (state.work.kind !== 'idle') return { kind: 'active' };
	if (!state.present) return { kind: 'idle' };
	const route = routeCard({ ...state.card, ...state.place });
	if (route.kind === 'none') {
		const reason = route.reason === null ? null : (state.hold?.reason ?? route.reason);
		if (reason !== null) return waiting(reason);
		// A card is Done when its board says so, not when somebody was told to write it there.
		return state.appliedSeq < state.stageSeq ? waiting({ code: 'updating-board' }) : { kind: 'idle' };
	}
	const noWork = findNoWork(state.card.kind);
	if (noWork !== null) return waiting(noWork);
	const refusal = around.settings.untracked === true ? null : findRefusal(state, around.settings);
	if (refusal !== null) return waiting(refusal);
	if (state.hold !== null) return waiting(state.hold.reason);
	const { heldUp } = around.settings;
	if (heldUp !== undefined) return waiting({ code: 'held-up', because: heldUp });
	const paused = findPause(state, around);
	if (paused !== null) return waiting(paused);
	const { guardProblem } = state.card;
	if (guardProblem != null) return waiting({ code: 'held-up', because: guardProblem });
	if (state.appliedSeq < state.stageSeq) return waiting({ code: 'updating-board' });
	if (around.blockers.length > 0) return waiting({ code: 'blocked', names: [...around.blockers] });
	const bad = findBadMaxCost(state);
	if (bad !== null) {
		const detail = `Max Cost says “${bad}”, which is no amount; set 0 or more, or clear it`;
		return waiting({ code: 'awaiting-person', detail });
	}
	const budgetUsd = remainingBudget(state, around.settings);
	if (budgetUsd === 0) return waiting(budgetReason(state, around.settings));
	if (route.agent === 'Merger') {
		if (!mayMerge(state, around)) return waiting(approvalReason(state));
		const unticked = findUnticked(state);
		if (unticked !== null) return waiting(unticked);
	}
	const { wait } = state;
	const dayCaps = around.dayCaps ?? [];
	const lifted = wait?.reason.code === 'day-cap' && !stillHolds(wait.reason, dayCaps);
	if (wait !== null && wait.untilMs > around.now && !lifted)
		return { kind: 'waiting', reason: wait.reason, untilMs: wait.untilMs };
	const spent = findSpent(dayCaps);
	if (spent !== null) return { kind: 'waiting', reason: spent, untilMs: spent.untilMs };
	const untilMs = listensUntil(state, around.now);
	if (untilMs !== null) return { kind: 'waiting', reason: { code: 'listening' }, untilMs };
	// E1: nobody has read what is to be merged as the card says now.
	const agent = route.agent === 'Merger' && state.edited === true ? 'Reviewer' : route.agent;
	return { kind: 'ready', agent, budgetUsd };
}

/** Kinds of cards that stand for something else than work; to complete an approval would be to give it. */
const noWork: Readonly<Record<string, string>> = {
	milestone: 'a milestone',
	approval: 'an approval',
	section: 'a section header',
};

function findNoWork(kind: string | undefined): Reason | null {
	const what = kind === undefined ? undefined : noWork[kind];
	if (what === undefined) return null;
	return {
		code: 'awaiting-person',
		detail: `this is ${what}, which is no work for an agent; make it a task`,
	};
}

function waiting(reason: Reason): Assessment {
	return { kind: 'waiting', reason, untilMs: null };
}

/** An approval counts for the very commit it was given for; Auto-Approve for any. */
function mayMerge(state: CardState, around: Surroundings): boolean {
	if (mayMergeUnasked(state, around.settings)) return true;
	return state.approval !== null && state.approval.head === state.branchHead;
}

function budgetReason(state: CardState, settings: Surroundings['settings']): Reason {
	const maxUsd = maxCostOf(state, settings);
	if (!isRaiseRefused(state, settings)) return { code: 'budget-reached', spentUsd: state.spentUsd, maxUsd };
	const detail = `$${maxUsd.toFixed(2)} are spent, and who raised Max Cost may not; someone who may command must raise it`;
	return { code: 'not-permitted', detail };
}

function approvalReason({ approvalRefused, objection }: CardState): Reason {
	if (!approvalRefused) return { code: 'awaiting-approval' };
	const detail = `Merge Approval was set to Approved by ${objection ?? 'someone who may not approve'}; someone who may must set it`;
	return { code: 'not-permitted', detail };
}
