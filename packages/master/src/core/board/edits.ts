import type { AgentName, BoardComment, CardSnapshot, RunKey } from '@aegis/shared/domain';
import type { CardState } from '../card/card-state.ts';
import type { Step } from '../card/effects.ts';
import type { BoardRules } from '../person/permission.ts';
import { commentOf } from './comments.ts';
import { findNewWords } from './words.ts';

/**
 * What people change on a card while agents are at it.
 *
 * Invariants:
 * E1 a card whose name or description has changed since an agent last read it is not merged: a Reviewer reads it first;
 * E2 what a permitted person says during a merge is read before it lands;
 * E3 whoever says something during a run is told at once that this run does not hear it, once per run.
 */

/** Where and by whom the change is made that a merge would land. */
const built: ReadonlySet<string | null> = new Set(['In Progress', 'Review', 'Merging']);
const builders: ReadonlySet<AgentName> = new Set(['Worker', 'Reviewer', 'Merger']);

/** True where the two ask for the same, as far as a person words it. */
function asksTheSame(one: CardSnapshot, other: CardSnapshot): boolean {
	return (
		one.name === other.name &&
		one.notes === other.notes &&
		(one.richNotes ?? null) === (other.richNotes ?? null)
	);
}

/** The card, marked where it was edited since an agent last read it. An approval was of what it said then. */
export function markEdited(state: CardState, before: CardState): CardState {
	if (asksTheSame(state.card, before.card)) return state;
	const { work, place } = state;
	const isBuilt = built.has(place.section) || (work.kind !== 'idle' && workedOnBy(state, builders));
	if (!isBuilt) return state;
	return { ...state, edited: true, approval: before.approval === null ? state.approval : null };
}

function workedOnBy({ work }: CardState, agents: ReadonlySet<AgentName>): boolean {
	return work.kind !== 'idle' && agents.has(work.agent);
}

/** Hears what was said or edited while a run is under way; `stop` ends it. */
export function hearDuringRun(
	state: CardState,
	before: CardState,
	rules: BoardRules,
	stop: (state: CardState, why: string) => Step<CardState>,
): Step<CardState> {
	const edited = !asksTheSame(state.card, before.card);
	const spoken = findNewWords(state.card, before.card, rules).length > 0;
	const { work } = state;
	if (!edited && !spoken) return [state, []];
	// Nobody has read the card for it yet; only a merge must not start on another text.
	if (work.kind === 'queued')
		return edited && work.agent === 'Merger' ? stop(state, 'the card was edited') : [state, []];
	if (work.kind !== 'running') return [state, []];
	const { runId } = work.run;
	const known = state.unheard?.run === runId ? state.unheard : { run: runId, word: false, edit: false };
	const unheard = { run: runId, word: known.word || spoken, edit: known.edit || edited };
	const isNews = unheard.word !== known.word || unheard.edit !== known.edit;
	const heard: CardState = { ...state, unheard };
	const comment = isNews ? tellUnheard(work.run, work.agent, edited) : null;
	const told: Step<CardState>[1] = comment === null ? [] : [{ type: 'apply', change: {}, comment }];
	if (work.agent !== 'Merger') return [heard, told];
	const [stopped, effects] = stop(heard, edited ? 'the card was edited' : 'somebody commented on the card');
	return [stopped, [...effects, ...told]];
}

function tellUnheard(run: RunKey, agent: AgentName, edited: boolean): BoardComment {
	return {
		...commentOf(run, agent, { headline: wording(agent, edited), facts: [] }),
		ref: `${run.runId}-${edited ? 'edited' : 'heard'}`,
	};
}

function wording(agent: AgentName, edited: boolean): string {
	if (!edited)
		return agent === 'Merger'
			? 'I stopped the merge to read your comment first.'
			: 'Your comment comes with the next run: the one under way does not hear it. To stop that one, move the card to another column.';
	switch (agent) {
		case 'Merger':
			return 'The card was edited, so I stopped the merge: it is reviewed again as it reads now.';
		case 'Worker':
		case 'Reviewer':
			return 'The card was edited during this run, which goes by what it said before. Before anything is merged, it is reviewed as it reads now.';
		case 'Triage':
		case 'Planner':
		case 'Documentation':
			return 'The card was edited during this run, which goes by what it said before. What it says now comes with the next run.';
	}
}

/** True where a run has ended that did not hear what a permitted person said during it. */
export function wasUnheard({ unheard }: CardState, { runId }: RunKey): boolean {
	return unheard?.run === runId;
}
