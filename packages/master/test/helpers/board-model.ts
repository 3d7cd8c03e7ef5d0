import type { CardComment, CardSnapshot } from '@aegis/shared/domain';
import type { AsanaApply, CardChange } from '@aegis/shared/messages';
import type { BoardEvent } from '../../src/core/board/on-board.ts';

export type Applied = Extract<BoardEvent, { type: 'applied' }>;
export type Observed = Extract<BoardEvent, { type: 'observed' }>;

/** The board and its syncer for one card: commands are carried out in order, each guarded by `expectSection`. */
export class BoardModel {
	#card: CardSnapshot | null;
	#bin: CardSnapshot | null = null;
	#appliedSeq = 0;
	#comments = 0;
	readonly #commands: AsanaApply[] = [];

	constructor(card: CardSnapshot) {
		this.#card = card;
	}

	get card(): CardSnapshot | null {
		return this.#card;
	}

	get pending(): number {
		return this.#commands.length;
	}

	command(apply: AsanaApply): void {
		this.#commands.push(apply);
	}

	/** What a person does on the board. */
	edit(change: Partial<CardSnapshot>): void {
		if (this.#card !== null) this.#card = { ...this.#card, ...change };
	}

	comment(own: boolean, text: string): void {
		if (this.#card === null) return;
		const comment: CardComment = {
			gid: `comment-${++this.#comments}`,
			authorGid: own ? 'aegis' : 'person',
			authorName: null,
			text,
			createdAt: '2030-01-01T00:00:00.000Z',
			own,
		};
		this.edit({ comments: [...this.#card.comments, comment] });
	}

	remove(): void {
		this.#bin ??= this.#card;
		this.#card = null;
	}

	restore(): void {
		this.#card ??= this.#bin;
		this.#bin = null;
	}

	/** What the syncer would tell of the card now. */
	observe(): Observed | { readonly type: 'gone' } {
		return this.#card === null
			? { type: 'gone' }
			: { type: 'observed', card: this.#card, appliedSeq: this.#appliedSeq };
	}

	/** Carries out the oldest command; null when there is none. `broken` is a board that refuses it for good. */
	carryOut(broken = false): Applied | null {
		const command = this.#commands.shift();
		if (command === undefined) return null;
		const { seq } = command;
		this.#appliedSeq = seq;
		if (this.#card === null)
			return { type: 'applied', seq, outcome: 'failed', detail: 'no such card', card: null };
		if (broken)
			return { type: 'applied', seq, outcome: 'failed', detail: 'the board is broken', card: this.#card };
		const moved = this.#card.section !== command.expectSection && command.expectSection !== null;
		const refused = moved || this.#card.completed;
		if (!refused) this.edit(written(command.change));
		if (command.comment !== null) this.comment(true, command.comment.headline);
		const outcome = refused ? 'refused' : 'applied';
		return { type: 'applied', seq, outcome, detail: undefined, card: this.#card };
	}
}

/** The fields of a snapshot a change sets; the worktree path is never read back. */
function written(change: CardChange): Partial<CardSnapshot> {
	const entries = Object.entries(change).filter(
		([key, value]) => key !== 'worktreePath' && value !== undefined,
	);
	return Object.fromEntries(entries);
}
