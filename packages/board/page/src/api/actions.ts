import { isCommand } from '../core/acknowledge.ts';
import { placeOf, type Card, type Place } from '../core/board.ts';
import { isSamePlace, moveRequest } from '../core/drop.ts';
import type { Pending } from '../core/pending.ts';
import { expectAnswer } from '../live/stream.ts';
import { getState, nextId, say, setState } from '../live/state.ts';
import { call, upload } from './request.ts';

/** Milliseconds a wish the board granted may be shown without the board having told of it. */
const graceMs = 3_000;

type Wish = { kind: 'move'; to: Place } | { kind: 'edit'; patch: Partial<Card> };

/** Shows a wish at once, asks for it, and takes it back with the board's words where it is refused. */
async function ask(card: string, wish: Wish, request: () => Promise<unknown>): Promise<boolean> {
	const id = nextId();
	const pending: Pending = { id, card, ...wish };
	setState({ pending: [...getState().pending, pending] });
	const forget = (): void => {
		const left = getState().pending.filter((other) => other.id !== id);
		if (left.length !== getState().pending.length) setState({ pending: left });
	};
	if (!(await attempt(request))) {
		forget();
		return false;
	}
	setTimeout(forget, graceMs);
	return true;
}

/** Does something and says why it did not work, where it did not. */
export async function attempt(request: () => Promise<unknown>): Promise<boolean> {
	try {
		await request();
		return true;
	} catch (error) {
		const offline = error instanceof TypeError;
		say(
			offline ? 'The board does not answer: nothing was changed.' : `Not done: ${(error as Error).message}`,
			'bad',
		);
		return false;
	}
}

/** How many moves can be taken back. */
const remembered = 50;

/** Moves a card; what is moved can be moved back. */
export async function moveCard(gid: string, to: Place, undoing = false): Promise<void> {
	const { board, moves } = getState();
	const card = board?.cards.get(gid);
	const from = board ? placeOf(board, gid) : undefined;
	if (!board || !card || !from || isSamePlace(from, to)) return;
	const column = board.frame.columns.find((other) => other.gid === to.section)?.name ?? '';
	if (!undoing) setState({ moves: [...moves, { card: gid, from, to }].slice(-remembered) });
	const { path, data } = moveRequest(gid, to);
	const changesColumn = from.section !== to.section;
	if (changesColumn || undoing)
		say(
			undoing ? `Back in ${column}: “${card.name}”` : `Moved to ${column}: “${card.name}”`,
			'plain',
			!undoing,
		);
	const done = await ask(gid, { kind: 'move', to }, () => call('POST', path, data));
	if (done && changesColumn && isCommand(board, card, to.section)) expectAnswer(gid, `the move to ${column}`);
}

/** Takes the last move of this page back. */
export async function undoMove(): Promise<void> {
	const { moves, board, toasts } = getState();
	const last = moves.at(-1);
	setState({ moves: moves.slice(0, -1), toasts: toasts.filter((toast) => !toast.undo) });
	if (!last || !board) return say('There is no move to take back.');
	const card = board.cards.get(last.card);
	if (!card) return say('That card is gone.');
	const list = board.order.get(last.from.section);
	if (!list) return say('Its column is gone.');
	if (card.section !== last.to.section) return say(`“${card.name}” has moved on since: not taken back.`);
	const { after } = last.from;
	await moveCard(
		last.card,
		{ section: last.from.section, after: after !== null && list.includes(after) ? after : null },
		true,
	);
}

/** Sets a custom field of a card; null clears it. */
export async function setField(
	gid: string,
	field: string,
	value: string | number | null,
	command?: string,
): Promise<boolean> {
	const done = await ask(gid, { kind: 'edit', patch: { fields: { [field]: value } } }, () =>
		call('PUT', `/tasks/${gid}`, { custom_fields: { [field]: value } }),
	);
	if (done && command !== undefined) expectAnswer(gid, command);
	return done;
}

/** Changes fields of the card itself, as the API names them; `shown` is what the column shows of it. */
export function editCard(gid: string, data: object, shown: Partial<Card> = {}): Promise<boolean> {
	return ask(gid, { kind: 'edit', patch: shown }, () => call('PUT', `/tasks/${gid}`, data));
}

/** Creates a card at the end of a column and gives its gid; undefined where it was refused. */
export async function createCard(card: {
	name: string;
	notes: string;
	section: string;
}): Promise<string | undefined> {
	const { project, board } = getState();
	let made: string | undefined;
	await attempt(async () => {
		const { gid } = await call<{ gid: string }>('POST', '/tasks', {
			name: card.name,
			...(card.notes === '' ? {} : { notes: card.notes }),
			memberships: [{ project, section: card.section }],
		});
		made = gid;
	});
	if (made !== undefined) {
		const column = board?.frame.columns.find(({ gid }) => gid === card.section)?.name ?? '';
		say(`Created in ${column}: “${card.name}”`);
		if (board && /^ready queue$/i.test(column)) expectAnswer(made, 'the new card');
	}
	return made;
}

/** Writes a comment; a card that waits for an answer expects to be heard. */
export function comment(gid: string, text: string, expectsAnswer: boolean): Promise<boolean> {
	return attempt(async () => {
		await call('POST', `/tasks/${gid}/stories`, { text });
		if (expectsAnswer) expectAnswer(gid, 'your answer');
	});
}

/** Attaches files one after the other. */
export async function attach(gid: string, files: readonly File[]): Promise<void> {
	for (const file of files) if (!(await attempt(() => upload(gid, file)))) return;
}

export async function deleteCard(gid: string): Promise<void> {
	const name = getState().board?.cards.get(gid)?.name ?? '';
	if (await attempt(() => call('DELETE', `/tasks/${gid}`))) say(`Deleted: “${name}”`);
}
