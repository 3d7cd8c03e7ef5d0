import type { AgentName, CardSnapshot, GuardedEvidence, Reason, RunKey, Section } from '@aegis/shared/domain';
import { firstMandate, type Mandate } from '../person/mandate.ts';

/** What is going on with a card's run. Only `idle` cards can be started. */
export type Work =
	| { readonly kind: 'idle' }
	| {
			readonly kind: 'queued';
			readonly run: RunKey;
			readonly agent: AgentName;
			readonly from: Place;
			readonly queuedAt: number;
	  }
	| {
			readonly kind: 'running';
			readonly run: RunKey;
			readonly agent: AgentName;
			readonly from: Place;
			readonly workerId: string;
			readonly incarnation: string;
			readonly claimedAt: number;
	  }
	/** Told to stop; until it has, its worktree is not another run's. */
	| {
			readonly kind: 'stopping';
			readonly run: RunKey;
			readonly agent: AgentName;
			readonly workerId: string;
			readonly incarnation: string;
	  };

/** Where a card stands on the board. */
export interface Place {
	readonly section: string | null;
	readonly agent: string | null;
	readonly completed: boolean;
}

/** Why a card waits for a person, and where it goes on from when the person has answered in a comment. */
export interface Hold {
	readonly reason: Reason;
	readonly resume: { readonly section: Section; readonly agent: AgentName } | null;
}

/**
 * Everything the master knows of one card. Plain JSON; times are milliseconds since the epoch, money US dollars.
 *
 * Invariants:
 * C1 `epoch` never falls, and rises with every start and every cancelled start;
 * C2 `place` is where Aegis believes the card to be, its own commands included: a trusted observation that differs
 *    from it is a person's doing;
 * C3 an observation is trusted for the place only when it was read after command `stageSeq` was applied;
 * C4 `work` is not idle for at most one run, the one with `epoch`;
 * C5 `spentUsd` counts every run once, and falls by nothing but what `correctedUsd` says.
 */
export interface CardState {
	readonly gid: string;
	readonly projectGid: string;
	readonly card: CardSnapshot;
	readonly present: boolean;
	readonly epoch: number;
	/** The last command sent to the board, the last one known to be done, and the last one that changed the place or the approval. */
	readonly seq: number;
	readonly appliedSeq: number;
	readonly stageSeq: number;
	readonly place: Place;
	readonly mandate: Mandate;
	readonly work: Work;
	readonly spentUsd: number;
	/** What was taken off it again: runs that were given up had cost less than was set aside for them. */
	readonly correctedUsd?: number;
	/** The session of the last run, resumed by the next run of the same agent. */
	readonly session: { readonly id: string; readonly agent: AgentName } | null;
	/** The machine that was last granted a run: it has the worktree and the session. */
	readonly machine: string | null;
	/** Attempts of the current stage that failed. */
	readonly attempts: number;
	readonly reviewRounds: number;
	/** Times the card's worker was lost under it. */
	readonly losses: readonly number[];
	/** Times in a row that the provider did not answer, and since when; a card of an older store has no `overloadedSince`. */
	readonly overloads: number;
	readonly overloadedSince?: number | null;
	readonly wait: { readonly untilMs: number; readonly reason: Reason } | null;
	readonly hold: Hold | null;
	/** The Max Cost at which the budget ran out; only a higher one frees the card. */
	readonly exhaustedAtUsd: number | null;
	readonly findings: string | null;
	readonly plan: string | null;
	readonly branchHead: string | null;
	/** A person's approval, of the branch as it was then; void once a merge has used it or once the branch may have moved. */
	readonly approval: { readonly head: string | null } | null;
	/** Somebody who may not has set Approved; until one who may does. */
	readonly approvalRefused: boolean;
	/** Why that one may not, in words. Absent in what earlier versions kept, as the three below are. */
	readonly objection?: string | null;
	/** What of the branch lands only with a second tick, as the last run that looked saw it; null for nothing. */
	readonly guarded?: GuardedEvidence | null;
	/** The second tick a person gave, and who. */
	readonly tick?: { readonly digest: string; readonly by: string } | null;
	/** When runs of it were started within the last day. */
	readonly starts?: readonly number[];
	/** The Reason text last written to the board. */
	readonly shownReason: string | null;
	/** The command that wrote it. */
	readonly reasonSeq: number;
	readonly greeted: boolean;
	/** Name or description have changed since an agent last read the card. Absent in older stores, as the two below are. */
	readonly edited?: boolean;
	/** What was said or edited during which run, which has not heard of it. */
	readonly unheard?: { readonly run: string; readonly word: boolean; readonly edit: boolean } | null;
	/** When a person whose word counts last said something, as the master heard it. */
	readonly wordAt?: number | null;
}

export function placeOf(card: CardSnapshot): Place {
	return { section: card.section, agent: card.agent, completed: card.completed };
}

/**
 * A card seen for the first time: it stands where it stands. `appliedSeq` goes on from what the syncer has applied, so
 * that a master that lost its store does not repeat numbers the syncer would take for duplicates.
 */
export function newCard(card: CardSnapshot, appliedSeq: number): CardState {
	return {
		gid: card.gid,
		projectGid: card.projectGid,
		card,
		present: true,
		epoch: 0,
		seq: appliedSeq,
		appliedSeq,
		stageSeq: appliedSeq,
		place: placeOf(card),
		mandate: firstMandate(card),
		work: { kind: 'idle' },
		spentUsd: Math.max(card.costUsd ?? 0, 0),
		session: null,
		machine: null,
		attempts: 0,
		reviewRounds: 0,
		losses: [],
		overloads: 0,
		wait: null,
		hold: null,
		exhaustedAtUsd: null,
		findings: null,
		plan: null,
		branchHead: null,
		approval: null,
		approvalRefused: false,
		objection: null,
		guarded: null,
		tick: null,
		starts: [],
		shownReason: card.reason,
		reasonSeq: 0,
		greeted: false,
	};
}
