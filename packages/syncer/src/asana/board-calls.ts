import type { BoardReads } from './reads.ts';
import type { BoardWrites } from './writes.ts';

/** What is asked of a board. `BoardReads` asks Asana, or whoever speaks its API. */
export type BoardQuestions = Pick<BoardReads, keyof BoardReads>;

/** What is done to a card on a board. None of it may be repeated blindly: the answer may be lost. */
export type BoardOrders = Pick<BoardWrites, 'moveToSection' | 'updateTask' | 'postComment' | 'attachText'>;
