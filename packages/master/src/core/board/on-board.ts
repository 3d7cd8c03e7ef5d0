import type { CardSnapshot } from '@aegis/shared/domain';
import { invariant } from '@aegis/shared/invariant';
import { placeOf, type CardState, type Place } from '../card/card-state.ts';
import type { Effect, Step } from '../card/effects.ts';
import { hearDuringRun, markEdited } from './edits.ts';
import { findNewWords, isAnswered } from './words.ts';
import {
	findObjection,
	findRefusal,
	isPermitted,
	judgeMandate,
	type BoardRules,
} from '../person/permission.ts';
import { hearTick } from '../person/second-tick.ts';
import { routeCard } from '../start/routing.ts';

export type BoardEvent =
	| { readonly type: 'observed'; readonly card: CardSnapshot; readonly appliedSeq: number }
	| {
			readonly type: 'applied';
			readonly seq: number;
			readonly outcome: 'applied' | 'refused' | 'failed';
			readonly detail: string | undefined;
			readonly card: CardSnapshot | null;
	  }
	| { readonly type: 'gone' };

/** What the board says changes the card: level-triggered, so hearing it twice or late changes nothing more. */
export function onBoard(state: CardState, event: BoardEvent, rules: BoardRules): Step<CardState> {
	switch (event.type) {
		case 'observed':
			return onObserved(state, event, rules);
		case 'applied':
			return onApplied(state, event, rules);
		case 'gone':
			return stopWork(
				{ ...state, present: false, hold: null, wait: null },
				'the card was deleted or left the project',
			);
	}
}

function onObserved(
	state: CardState,
	{ card, appliedSeq }: Extract<BoardEvent, { type: 'observed' }>,
	rules: BoardRules,
): Step<CardState> {
	// Older than what was already heard: a late message. Beyond what was ever commanded: not from a syncer of ours.
	if (appliedSeq < state.appliedSeq || appliedSeq > state.seq) return [state, []];
	const [known, told] = restore(state, card, appliedSeq);
	// Read before our last move was done (C3). What else is new comes again with the answer to that move; taking it
	// now would hide from later comparisons that a person changed it.
	if (appliedSeq < state.stageSeq) {
		invariant('card.C3', samePlace(known.place, state.place), !samePlace(placeOf(card), state.place));
		return [known, told];
	}
	return prepend(told, believe({ ...known, appliedSeq }, card, rules));
}

/**
 * What was written to a card while it was gone never reached it; what it has cost nobody would say again. A reason whose
 * command was not done when the card was read (`seq`: the last one that was) is still on its way.
 */
function restore(state: CardState, card: CardSnapshot, seq: number): Step<CardState> {
	if (state.present) return [state, []];
	const shownReason = seq >= state.reasonSeq ? card.reason : state.shownReason;
	const back: CardState = { ...state, present: true, shownReason };
	const { spentUsd: costUsd } = state;
	if (costUsd <= (card.costUsd ?? 0)) return [back, []];
	return [back, [{ type: 'apply', change: { costUsd }, comment: null }]];
}

function prepend(effects: readonly Effect[], [state, more]: Step<CardState>): Step<CardState> {
	return [state, [...effects, ...more]];
}

function onApplied(
	state: CardState,
	event: Extract<BoardEvent, { type: 'applied' }>,
	rules: BoardRules,
): Step<CardState> {
	if (event.seq <= state.appliedSeq && state.appliedSeq !== 0) return [state, []];
	if (event.seq > state.seq) return [state, []];
	// A card that was gone and is written to again was restored; nobody else may say so.
	const [there, told] = event.card === null ? [state, []] : restore(state, event.card, event.seq);
	const heard: CardState = { ...there, appliedSeq: Math.max(state.appliedSeq, event.seq) };
	if (event.outcome === 'failed') {
		const detail = `the board refused a change: ${event.detail ?? 'no detail'}`;
		const held: CardState = { ...heard, hold: { reason: { code: 'awaiting-person', detail }, resume: null } };
		// Nothing is known of the place any more than what was read back.
		if (event.card === null) return [held, []];
		const mandate = judgeMandate(held, event.card, rules);
		const read = { ...held, mandate, card: event.card, place: placeOf(event.card) };
		return [markEdited(read, held), told];
	}
	if (event.card === null || heard.appliedSeq < heard.stageSeq) return [heard, told];
	// Refused: a person had moved the card meanwhile, and what was read back says where, and which reason it still shows.
	// Where a later command has written another reason, its own answer tells.
	const refused = event.outcome === 'refused' && !event.card.completed && event.seq >= state.reasonSeq;
	const shown = refused ? { ...heard, shownReason: event.card.reason } : heard;
	return prepend(told, believe(shown, event.card, rules));
}

/** Takes a snapshot as the truth; where it stands elsewhere than Aegis left it, a person moved it (C2). */
function believe(state: CardState, given: CardSnapshot, rules: BoardRules): Step<CardState> {
	const card = keepGuards(state, given);
	const place = placeOf(card);
	const mandate = judgeMandate(state, card, rules);
	const tick = hearTick(state, card, rules);
	const read: CardState = { ...state, ...approve(state, card, rules), mandate, tick, card, place };
	const seen = markEdited(read, state);
	if (!samePlace(place, state.place)) return onPersonMoved(seen, state.place);
	if (card.guardProblem != null && isMerging(seen)) return stopWork(seen, card.guardProblem);
	if (isMergeForbidden(seen, state, rules)) return stopWork(seen, 'a person wants to check the merge');
	// The card's history has told late who moved it.
	if (findRefusal(seen, rules) !== null && findRefusal(state, rules) === null)
		return stopWork(seen, 'it was moved by somebody who may not command');
	const [heard, told] = hearDuringRun(seen, state, rules, stopWork);
	return prepend(told, onAnswer(freeByEdit(heard, state, rules), state.card, rules));
}

/** Fields that are not there say nothing: what they said last stands, and nothing starts by it (see `assess`). */
function keepGuards({ card }: CardState, read: CardSnapshot): CardSnapshot {
	if (read.guardProblem == null) return read;
	const { agent, maxCostUsd, maxCostByGid, mergeApproval, approvedByGid } = card;
	return { ...read, agent, maxCostUsd, maxCostByGid, mergeApproval, approvedByGid };
}

function isMerging({ work }: Pick<CardState, 'work'>): boolean {
	return (work.kind === 'queued' || work.kind === 'running') && work.agent === 'Merger';
}

function samePlace(a: Place, b: Place): boolean {
	return a.section === b.section && a.agent === b.agent && a.completed === b.completed;
}

/** A person's move wins: what runs is stopped, and the stage starts afresh. */
function onPersonMoved(state: CardState, before: Place): Step<CardState> {
	const moved = state.place.section !== before.section || state.place.completed !== before.completed;
	const route = routeCard({ ...state.card, ...state.place });
	const rerouted = state.work.kind !== 'idle' && (route.kind === 'none' || route.agent !== state.work.agent);
	const fresh: CardState = {
		...state,
		attempts: 0,
		overloads: 0,
		overloadedSince: null,
		losses: [],
		reviewRounds: 0,
		wait: null,
		hold: null,
		greeted: false,
		// Where a person puts it by hand, they know what it says.
		edited: false,
	};
	if (moved) return stopWork(fresh, 'a person moved the card');
	return rerouted ? stopWork(fresh, 'a person chose another agent') : [fresh, []];
}

/** Ends whatever is under way. A queued run is simply forgotten: its claim will be refused (C1). */
export function stopWork(state: CardState, why: string): Step<CardState> {
	const { work } = state;
	if (work.kind === 'queued') return [{ ...state, epoch: state.epoch + 1, work: { kind: 'idle' } }, []];
	if (work.kind !== 'running') return [state, []];
	const { run, agent, workerId, incarnation } = work;
	const cancel: Effect = { type: 'cancel', run, workerId, why };
	return [{ ...state, work: { kind: 'stopping', run, agent, workerId, incarnation } }, [cancel]];
}

/**
 * An approval is a permitted person's change of the field to Approved on a card that already stood in Merging: only then
 * is it certain that no commit came after it. It names the branch's head as the last run left it, null where none has told.
 */
function approve(
	state: CardState,
	card: CardSnapshot,
	rules: BoardRules,
): Pick<CardState, 'approval' | 'approvalRefused' | 'objection'> {
	const stays = state.approvalRefused && card.section === 'Merging';
	const refused = { approvalRefused: stays, objection: stays ? (state.objection ?? null) : null };
	if (card.mergeApproval !== 'Approved') return { approval: null, ...refused };
	if (state.card.mergeApproval === 'Approved' || state.place.section !== 'Merging')
		return { approval: state.approval, ...refused };
	const objection = findObjection(state, card, card.approvedByGid, rules);
	if (objection !== null) return { approval: null, approvalRefused: true, objection };
	return { approval: { head: state.branchHead }, approvalRefused: false, objection: null };
}

/**
 * Manual Check set while a merge is queued or under way takes its permission away, and so does an empty field that means
 * Manual Check. Aegis sets it too, but never then: only to void an approval of a card that waits, or of a merge that has
 * ended.
 */
function isMergeForbidden({ work, card }: CardState, before: CardState, rules: BoardRules): boolean {
	if (!isMerging({ work })) return false;
	const isManual = ({ mergeApproval }: CardSnapshot): boolean =>
		(mergeApproval ?? rules.defaultMergeApproval) === 'Manual Check';
	return isManual(card) && !isManual(before.card);
}

/**
 * A person who edits a held card has looked at it: approval, budget, text, fields free it. Of edits nobody tells who made
 * them: where not everybody may command, only a permitted comment, approval or budget frees the card, and moving it.
 */
function freeByEdit(state: CardState, { card: before }: CardState, rules: BoardRules): CardState {
	if (state.hold === null || state.hold.resume !== null) return state;
	const { card } = state;
	const edited =
		// Manual Check is what Aegis itself writes to void an approval.
		(card.mergeApproval !== before.mergeApproval && card.mergeApproval !== 'Manual Check') ||
		card.maxCostUsd !== before.maxCostUsd ||
		card.notes !== before.notes ||
		card.name !== before.name;
	const approved = card.mergeApproval === 'Approved' && before.mergeApproval !== 'Approved';
	const raised =
		card.maxCostUsd !== before.maxCostUsd && isPermitted(rules.commanders, card.maxCostByGid ?? null);
	const counts =
		rules.commanders === null
			? edited
			: raised || (approved && findObjection(state, card, card.approvedByGid, rules) === null);
	const freed = counts || findNewWords(card, before, rules).length > 0;
	return freed ? { ...state, hold: null, attempts: 0, losses: [] } : state;
}

/** A permitted person's comment after our question sends the card back to where the question came from. */
function onAnswer(state: CardState, before: CardSnapshot, rules: BoardRules): Step<CardState> {
	const resume =
		state.hold?.resume ?? (state.place.section === 'Clarification Needed' ? defaultResume : null);
	if (resume === null || state.work.kind !== 'idle' || state.place.section !== 'Clarification Needed')
		return [state, []];
	const isNew = findNewWords(state.card, before, rules).length > 0;
	if (!isNew && (state.hold === null || !isAnswered(state.card, rules))) return [state, []];
	const freed: CardState = { ...state, hold: null, attempts: 0, reviewRounds: 0, losses: [], wait: null };
	return [
		freed,
		[
			{
				type: 'apply',
				change: { section: resume.section, agent: resume.agent, swarmStatus: 'Idle' },
				comment: null,
			},
		],
	];
}

const defaultResume = { section: 'Ready Queue', agent: 'Triage' } as const;
