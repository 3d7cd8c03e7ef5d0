import type { ProjectBase } from '@aegis/shared/messages';
import type { BoardWrite, NextWrites } from './board-writes.ts';
import type { Cursor } from './cursor.ts';
import type { MirroredCard } from './mirror.ts';

/** What a syncer knows of its project. In production SQL (`sql-facts.ts`); the simulation keeps it in memory. */
export interface ProjectFacts {
	/** The cards with these gids, as far as they are known. */
	loadCards(gids: readonly string[]): Promise<Map<string, MirroredCard>>;
	loadCardGids(): Promise<string[]>;
	/** The cards these comments were seen on, by the comments' gids. */
	findCardsOfStories(stories: readonly string[]): Promise<Map<string, string>>;
	findCardsWithAttachments(): Promise<string[]>;
	/** The cards one of these cards was seen as a step of. */
	findCardsOfSteps(steps: readonly string[]): Promise<string[]>;
	/** The comments of a card that Aegis wrote, by gid. */
	loadOwnStories(cardGid: string): Promise<Set<string>>;
	/** The number of the last command carried out on the card; 0 for none. */
	loadAppliedSeq(cardGid: string): Promise<number>;
	loadCursor(): Promise<Cursor>;
	/** The keys of all waiting commands, in order per card. */
	listWrites(): Promise<{ cardGid: string; seq: number }[]>;
	/** The next commands of a card in order, or null when none waits. `now` is wall time, as they were kept with. */
	nextWrites(cardGid: string, now: number): Promise<NextWrites | null>;
	/** Whether the master has said how far the project was written. */
	isSettled(): Promise<boolean>;
}

/** The same within one transaction, which is committed whole or not at all, with whatever is sent because of it. */
export interface ProjectEdit extends ProjectFacts {
	/** Mirrors a card. True when it says something the master was not told yet. */
	saveCard(known: MirroredCard | undefined, next: MirroredCard): Promise<boolean>;
	/** Forgets a card; its history of commands stays, should it come back. False when it was not known. */
	forgetCard(gid: string): Promise<boolean>;
	/** Sets what is given and leaves the rest. */
	saveCursor(change: { readonly sync?: string | null; readonly crawledAt?: number }): Promise<void>;
	/** Keeps a command until it is carried out; kept twice is kept once. `at` is wall time. */
	addWrite(write: BoardWrite, at: number): Promise<void>;
	/** Removes a command that is done, with all before it, and raises the card's applied number with it. */
	finishWrite(
		write: BoardWrite,
		end: { readonly outcome: 'applied' | 'refused' | 'failed'; readonly at: number },
	): Promise<void>;
	/** The moves Aegis made that were not yet seen in the card's history, oldest first. */
	loadOwnMoves(cardGid: string): Promise<{ section: string; at: number }[]>;
	forgetOwnMoves(
		cardGid: string,
		seen: readonly { readonly section: string; readonly at: number }[],
	): Promise<void>;
	/** Takes over how far the master says that the project was written, and what is still to do. */
	settle(base: Pick<ProjectBase, 'cards' | 'outstanding'>, at: number): Promise<void>;
}
