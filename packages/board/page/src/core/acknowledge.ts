import type { Board, Card, Change } from './board.ts';
import { findField, textOf } from './fields.ts';

/** A command a person gave on the board that Aegis has not reacted to yet. */
export interface Command {
	readonly card: string;
	/** What was asked, as `the move to Ready Queue`. */
	readonly what: string;
	/** Milliseconds. */
	readonly at: number;
}

/** Milliseconds after which a person is told that nobody answers; Aegis shows that it heard within ten seconds. */
export const patience = 20_000;

/** Columns a card is carried from: a card put there is a command. */
const worked = /^(planning|ready queue|in progress|review|merging)$/i;

/** Whether Aegis is expected to react to a card being put in a column, or taken from where it works. */
export function isCommand(board: Board, card: Card, section: string): boolean {
	const status = findField(board.frame, 'status');
	if (status === undefined) return false;
	const name = board.frame.columns.find(({ gid }) => gid === section)?.name.trim() ?? '';
	return worked.test(name) || textOf(status, card) === 'Running';
}

/** What Aegis's reaction in a commit says to a command, in its own words; undefined when there is none yet. */
export function answerTo(command: Command, change: Change, bot: string, board: Board): string | undefined {
	if (change.by !== bot || !change.touched.includes(command.card)) return undefined;
	const card = change.cards.find(({ gid }) => gid === command.card);
	if (!card) return '';
	return textOf(findField(board.frame, 'reason'), card) || textOf(findField(board.frame, 'status'), card);
}
