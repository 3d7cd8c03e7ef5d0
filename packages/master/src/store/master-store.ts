import type { AgentName, CardSnapshot } from '@aegis/shared/domain';
import type { ReceiptView } from '@aegis/shared/api';
import type { NewEffect } from '@aegis/shared/effects';
import type { PauseTarget } from '@aegis/shared/messages';
import type { ActorStore } from '@aegis/shared/store';
import type { CardState } from '../core/card/card-state.ts';
import type { Pause } from '../core/card/settings.ts';
import type { CardRow, RunRow } from './tables.ts';

/**
 * The master's store: SQL in production (`sqlMasterStore`), maps in the simulation. What a row means is decided by the
 * shell, above this; here rows are only kept and found. `testMasterStore` is the contract of both.
 *
 * Times are milliseconds since the epoch, money US dollars.
 */
export interface MasterStore extends ActorStore<MasterTx> {
	/** The runs as they are committed, for what changes no fact. */
	readonly runs: Pick<RunBook, 'runningOf' | 'ends'>;
}

/** What a transaction may do. */
export interface MasterTx {
	readonly cards: CardShelf;
	readonly runs: RunBook;
	readonly pauses: PauseList;
	readonly receipts: ReceiptBook;
	readonly effects: EffectBook;
	/** What is kept for an address of the outbox, as envelopes in JSON, in order. */
	keptFor(address: string): Promise<string[]>;
	/** Does something all or not at all within the transaction: where it throws, nothing of it is kept, and it throws on. */
	attempt<Result>(body: () => Promise<Result>): Promise<Result>;
}

/** A card's row with its state read. */
export type CardRecord = Omit<CardRow, 'state'> & { readonly state: CardState };

/** The columns `saveCard` goes on from. */
export type Standing = Pick<CardRow, 'standing' | 'reason' | 'reason_since' | 'ready_since'>;

export interface CardShelf {
	/** Throws where the row cannot be read. */
	load(gid: string): Promise<CardState | null>;
	standing(gid: string): Promise<Standing | null>;
	put(record: CardRecord): Promise<void>;
	/** Replaces the state alone. */
	putState(gid: string, state: CardState): Promise<void>;
	/** Changes the columns alone that keep a card from being looked at before `wakeAt`. */
	setAside(gid: string, aside: { reason: string; now: number; wakeAt: number }): Promise<void>;
	/** Has cards that wait or are ready looked at again at `now`: those of one project, or all for null. */
	markDue(projectGid: string | null, now: number): Promise<void>;
	/** Gids of the cards whose time to be looked at has come. */
	due(now: number, limit: number): Promise<string[]>;
	/** Gids of the cards that are on a project's board. */
	presentIn(projectGid: string): Promise<string[]>;
	/** The cards of a project that can be read. */
	statesIn(projectGid: string): Promise<CardState[]>;
	/** The other cards on a project's board, those changed last first; `state` is null where it cannot be read. */
	neighboursOf(
		gid: string,
		projectGid: string,
		limit: number,
	): Promise<{ readonly gid: string; readonly name: string; readonly state: CardState | null }[]>;
	/** The cards something runs on, or is about to. */
	active(): Promise<Pick<CardRow, 'gid' | 'project_gid' | 'agent' | 'name'>[]>;
	/** Which agents of which projects have ready cards. */
	readyGroups(): Promise<Pick<CardRow, 'project_gid' | 'agent'>[]>;
	/** The first ready cards of a project for an agent: priority, due date, place, then who has waited longest. */
	ready(
		projectGid: string,
		agent: AgentName,
		limit: number,
	): Promise<Pick<CardRow, 'gid' | 'priority' | 'rank' | 'due_on' | 'ready_since'>[]>;
	/** Notes on all ready cards of a project for an agent why they do not start; one that says so already keeps since when. */
	noteReason(projectGid: string, agent: AgentName, reason: string, now: number): Promise<void>;
	/** Ready and waiting cards whose reason was noted between the two times, both excluded. */
	reasonsBetween(after: number, before: number): Promise<{ readonly gid: string; readonly reason: string }[]>;
	/** What is known of these cards, in any order. */
	named(gids: readonly string[]): Promise<Pick<CardRow, 'gid' | 'name' | 'completed' | 'present'>[]>;
	/** Gids of the cards that depend on one. */
	dependentsOf(gid: string): Promise<string[]>;
	/** Replaces what a card depends on. */
	putDependencies(card: CardSnapshot): Promise<void>;
	/** Of these cards of a project those that are done or gone, at rest without a run, and unchanged since `changedBefore`. */
	over(projectGid: string, gids: readonly string[], changedBefore: number): Promise<string[]>;
}

export interface RunBook {
	load(runId: string): Promise<RunRow | null>;
	insert(row: RunRow): Promise<void>;
	update(runId: string, change: Partial<Omit<RunRow, 'run_id'>>): Promise<void>;
	/** Every run that has not ended, the oldest first. */
	open(): Promise<RunRow[]>;
	/** The runs a worker has claimed and that have not ended. */
	runningOf(workerId: string): Promise<RunRow[]>;
	/** How these runs stand; one nobody knows is missing. */
	ends(runIds: readonly string[]): Promise<Pick<RunRow, 'run_id' | 'state' | 'cost_known'>[]>;
	/** When a project's last run was invited to; 0 before the first. */
	lastStart(projectGid: string): Promise<number>;
	/** What the runs that ended at or after `since` cost, by project and author. */
	spentSince(
		since: number,
	): Promise<(Pick<RunRow, 'project_gid' | 'author_gid'> & { readonly usd: number })[]>;
	/** Sessions of cards that are not over, at most so many. */
	sessionsToKeep(limit: number): Promise<string[]>;
}

export interface PauseList {
	/** Notes a pause; one that is there already keeps who set it. */
	put(target: PauseTarget, by: string, now: number): Promise<void>;
	remove(target: PauseTarget): Promise<void>;
	/** The widest pause that holds for a card. */
	findFor(projectGid: string, cardGid: string): Promise<Pause | null>;
}

export interface ReceiptBook {
	/** Keeps what became of an order; a second word about it is not kept. */
	put(receipt: ReceiptView): Promise<void>;
	find(orderId: string): Promise<ReceiptView | null>;
}

export interface EffectBook {
	/** Writes down what the master does with the commit that does it. */
	record(effects: readonly NewEffect[]): Promise<void>;
	/** Forgets what was recorded before. */
	prune(before: number): Promise<void>;
}
