import type { AgentName, BoardComment, RunKey } from '@aegis/shared/domain';
import type { CardChange } from '@aegis/shared/messages';
import type { CardState, Hold, Place } from '../card/card-state.ts';
import type { Step } from '../card/effects.ts';

/** What a run that has ended leaves to the decision of what follows. */
export interface Ended {
	readonly run: RunKey;
	readonly agent: AgentName;
	readonly from: Place;
	readonly costUsd: number | null;
	/** It was given less than its card may still cost. */
	readonly cut: boolean;
	/** What the board is told of the run in any case: cost, session, worktree. */
	readonly facts: CardChange;
}

/** Sends a card to Clarification Needed with a comment; an answer there lets it go on at `resume`. */
export function askPerson(
	state: CardState,
	ended: Ended,
	comment: BoardComment,
	hold: { readonly resume: NonNullable<Hold['resume']>; readonly reason: Hold['reason'] },
): Step<CardState> {
	const change: CardChange = { ...ended.facts, section: 'Clarification Needed', swarmStatus: 'Blocked' };
	return [{ ...state, hold }, [{ type: 'apply', change, comment }]];
}
