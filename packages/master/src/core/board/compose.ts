import type { BoardComment, Reason } from '@aegis/shared/domain';
import { describeReason } from '@aegis/shared/domain';
import type { AsanaApply, CardChange } from '@aegis/shared/messages';
import { assess, type Assessment } from '../start/assess.ts';
import type { CardState } from '../card/card-state.ts';
import { waitingWord } from './comments.ts';
import type { Effect, Step } from '../card/effects.ts';
import { keepMandate } from '../person/permission.ts';
import { routeCard } from '../start/routing.ts';
import type { Surroundings } from '../card/settings.ts';

export interface Composed {
	readonly state: CardState;
	readonly assessment: Assessment;
	/** The one message to the board, if any: all changes of the step and the reason, in one write. */
	readonly apply: AsanaApply | null;
	readonly effects: readonly Exclude<Effect, { type: 'apply' }>[];
}

/** Reasons that usually pass within seconds: written to the card only when they have lasted (see `showReason`). */
const passing: ReadonlySet<Reason['code']> = new Set([
	'updating-board',
	'listening',
	'starting',
	'no-idle-worker',
	'limit-reached',
	'merge-lane-busy',
]);

/** Finishes a step: says what the card is ready for now, and merges its changes and its reason into one write. */
export function compose([state, effects]: Step<CardState>, around: Surroundings): Composed {
	const applies = effects.filter((effect) => effect.type === 'apply');
	const others = effects.filter((effect) => effect.type !== 'apply');
	let change: CardChange = {};
	let comment: BoardComment | null = null;
	for (const effect of applies) {
		change = { ...change, ...effect.change };
		comment = effect.comment ?? comment;
	}
	const moved = command(state, change, comment);
	const assessment = assess(moved.state, around);
	const reason = assessment.kind === 'waiting' ? assessment.reason : null;
	if (reason !== null && passing.has(reason.code)) return { ...moved, assessment, effects: others };
	const text = reason === null ? null : describeReason(reason);
	const voided = voidStaleApproval(state, reason);
	if (
		!moved.state.present ||
		(text === moved.state.shownReason && voided === null) ||
		(text === null && moved.apply === null && assessment.kind === 'ready')
	) {
		return { ...moved, assessment, effects: others };
	}
	const shown = command(state, { ...change, ...voided, reason: text }, comment);
	return {
		...shown,
		state: { ...shown.state, shownReason: text, reasonSeq: shown.state.seq },
		assessment,
		effects: others,
	};
}

/** A card that asks for an approval must not show one that does not count. */
function voidStaleApproval(state: CardState, reason: Reason | null): CardChange | null {
	const asked =
		reason?.code === 'awaiting-approval' || (reason?.code === 'not-permitted' && state.approvalRefused);
	const stale = asked && state.card.mergeApproval === 'Approved';
	return stale ? { mergeApproval: 'Manual Check' } : null;
}

/**
 * Writes a reason that has lasted long enough for a person to wonder, and the first sign of life where the card has had
 * none; null when the card says it already.
 */
export function showReason(state: CardState, reason: Reason): { state: CardState; apply: AsanaApply } | null {
	const text = describeReason(reason);
	const change: CardChange = text === state.shownReason ? {} : { reason: text };
	const comment = firstWord(state, reason);
	const { state: next, apply } = command(state, change, comment);
	if (apply === null) return null;
	const reasonSeq = text === state.shownReason ? state.reasonSeq : next.seq;
	return {
		state: { ...next, shownReason: text, reasonSeq, greeted: state.greeted || comment !== null },
		apply,
	};
}

/** Who moves a card is answered even where no run can begin; not to those who may not, or they could make it speak. */
function firstWord(state: CardState, reason: Reason): BoardComment | null {
	if (state.greeted || !state.present || reason.code === 'not-permitted') return null;
	const route = routeCard({ ...state.card, ...state.place });
	return route.kind === 'run' ? waitingWord(state, route.agent, describeReason(reason)) : null;
}

/** Numbers a change and moves the card's place along with it (C2). */
function command(
	state: CardState,
	change: CardChange,
	comment: BoardComment | null,
): { state: CardState; apply: AsanaApply | null } {
	if (Object.keys(change).length === 0 && comment === null) return { state, apply: null };
	const place = {
		section: change.section ?? state.place.section,
		agent: change.agent === undefined ? state.place.agent : change.agent,
		completed: change.completed ?? state.place.completed,
	};
	const moves =
		// A field that is being set says nothing until it is.
		change.mergeApproval !== undefined ||
		change.maxCostUsd !== undefined ||
		place.section !== state.place.section ||
		place.agent !== state.place.agent ||
		place.completed !== state.place.completed;
	const seq = state.seq + 1;
	const apply: AsanaApply = {
		type: 'asana.apply',
		projectGid: state.projectGid,
		cardGid: state.gid,
		seq,
		epoch: state.epoch,
		expectSection: state.place.section,
		change,
		comment,
	};
	const mandate = keepMandate(state, place);
	return { state: { ...state, seq, place, mandate, stageSeq: moves ? seq : state.stageSeq }, apply };
}
