import type { AgentName, BoardComment, RunKey } from '@aegis/shared/domain';
import type { CardChange } from '@aegis/shared/messages';

/** What a transition wants done in the world; the shell turns each into a message. */
export type Effect =
	/** Change the card on the board; several of one transition are merged into one message. */
	| { readonly type: 'apply'; readonly change: CardChange; readonly comment: BoardComment | null }
	| { readonly type: 'invite'; readonly run: RunKey; readonly agent: AgentName }
	| { readonly type: 'cancel'; readonly run: RunKey; readonly workerId: string; readonly why: string };

/** A transition: the next state and what is to be done because of it. */
export type Step<State> = readonly [next: State, effects: readonly Effect[]];
