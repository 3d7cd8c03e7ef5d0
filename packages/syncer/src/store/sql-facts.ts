import type { ProjectBase } from '@aegis/shared/messages';
import { addWrite, finishWrite, listWrites, nextWrites, type BoardWrite } from './board-writes.ts';
import { loadCursor, saveCursor } from './cursor.ts';
import {
	findCardsOfSteps,
	findCardsOfStories,
	findCardsWithAttachments,
	forgetCard,
	loadAppliedSeq,
	loadCardGids,
	loadCards,
	loadOwnStories,
	saveCard,
	type MirroredCard,
} from './mirror.ts';
import { forgetOwnMoves, loadOwnMoves } from './own-moves.ts';
import type { ProjectEdit, ProjectFacts } from './project-facts.ts';
import { isSettled, settle } from './settle.ts';
import type { ProjectStore, ProjectTransaction } from './tables.ts';

/** The facts as they were last committed. */
export function readFacts(db: ProjectStore['db'] | ProjectTransaction, projectGid: string): ProjectFacts {
	return {
		loadCards: (gids) => loadCards(db, gids),
		loadCardGids: () => loadCardGids(db),
		findCardsOfStories: (stories) => findCardsOfStories(db, stories),
		findCardsWithAttachments: () => findCardsWithAttachments(db),
		findCardsOfSteps: (steps) => findCardsOfSteps(db, steps),
		loadOwnStories: (cardGid) => loadOwnStories(db, cardGid),
		loadAppliedSeq: (cardGid) => loadAppliedSeq(db, cardGid),
		loadCursor: () => loadCursor(db),
		listWrites: () => listWrites(db),
		nextWrites: (cardGid, now) => nextWrites(db, projectGid, cardGid, now),
		isSettled: () => isSettled(db),
	};
}

/** The facts within a transaction. */
export function editFacts(tx: ProjectTransaction, projectGid: string): ProjectEdit {
	return {
		...readFacts(tx, projectGid),
		saveCard: (known: MirroredCard | undefined, next: MirroredCard) => saveCard(tx, known, next),
		forgetCard: (gid) => forgetCard(tx, gid),
		saveCursor: (change) => saveCursor(tx, change),
		addWrite: (write: BoardWrite, at) => addWrite(tx, write, at),
		finishWrite: (write, end) => finishWrite(tx, write, end),
		loadOwnMoves: (cardGid) => loadOwnMoves(tx, cardGid),
		forgetOwnMoves: (cardGid, seen) => forgetOwnMoves(tx, cardGid, seen),
		settle: (base: Pick<ProjectBase, 'cards' | 'outstanding'>, at) => settle(tx, base, at),
	};
}
