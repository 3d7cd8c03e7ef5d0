import type { Reason } from '@aegis/shared/domain';
import type { CardChange } from '@aegis/shared/messages';
import type { CardState } from '../card/card-state.ts';
import type { Effect, Step } from '../card/effects.ts';
import { stopWork } from '../board/on-board.ts';
import { routeCard } from '../start/routing.ts';
import type { Surroundings } from '../card/settings.ts';

/**
 * Pause and stop, and what ends them.
 *
 * Invariants:
 * H1 a card under a pause starts nothing, and what it runs is told to stop with the decision that saw the pause;
 * H2 a pause counts for nothing: no attempt, no loss, no round; session, plan, findings and approval stay;
 * H3 a pause is lifted by what it was set with, for exactly what it was set for; of several the widest is named;
 * H4 a stopped card waits until a person moves, edits or resumes it.
 */

/** The tag that pauses the card that carries it, in any case. */
const pauseTag = 'paused';

/** Why a card is paused, or null when it is not. */
export function findPause(
	state: CardState,
	around: Surroundings,
): Extract<Reason, { code: 'paused' }> | null {
	if (around.settings.untracked === true)
		return { code: 'paused', scope: 'untracked', gid: state.projectGid, by: 'nobody' };
	const { pause } = around;
	if (pause !== null) return { code: 'paused', scope: pause.scope, gid: pause.gid, by: pause.by };
	const tagged = state.card.tags.some((tag) => tag.trim().toLowerCase() === pauseTag);
	return tagged ? { code: 'paused', scope: 'tag', gid: state.gid, by: 'a tag' } : null;
}

/** Ends what a paused card has under way (H1). */
export function enforcePause([state, effects]: Step<CardState>, around: Surroundings): Step<CardState> {
	const reason = findPause(state, around);
	if (reason === null) return [state, effects];
	const [stopped, more] = withdraw(
		state,
		reason.scope === 'untracked' ? 'its project is not looked after any more' : `paused by ${reason.by}`,
	);
	return [stopped, [...effects, ...more]];
}

/** A person stops one card (H4). Nothing where no agent would work on it anyway. */
export function stopCard(state: CardState, by: string): Step<CardState> {
	if (!state.present || routeCard({ ...state.card, ...state.place }).kind === 'none') return [state, []];
	const detail = `stopped by ${by}; move or edit the card, or \`aegis resume ${state.gid}\``;
	const hold = { reason: { code: 'awaiting-person', detail }, resume: null } as const;
	return withdraw({ ...state, hold, wait: null }, `stopped by ${by}`);
}

/** A person lets a card go on that was stopped or set aside; questions and findings still want their answer. */
export function resumeCard(state: CardState): Step<CardState> {
	if (state.hold === null || state.hold.resume !== null) return [state, []];
	return [{ ...state, hold: null, attempts: 0, losses: [] }, []];
}

/** Ends a run; a queued one at once, and then the board must not show it as running. */
function withdraw(state: CardState, why: string): Step<CardState> {
	const [stopped, effects] = stopWork(state, why);
	if (state.work.kind !== 'queued') return [stopped, effects];
	const apply: Effect = { type: 'apply', change: restingChange(stopped, state.work.agent), comment: null };
	return [stopped, [...effects, apply]];
}

/** How a card whose run was stopped rests on the board: a coder's leaves In Progress, where nothing is in progress. */
export function restingChange({ place, hold }: CardState, agent: string): CardChange {
	const back = agent === 'Worker' && place.section === 'In Progress';
	return {
		swarmStatus: hold === null ? 'Idle' : 'Blocked',
		...(back ? { section: 'Ready Queue', agent: 'Worker' } : {}),
	};
}
