import type { AsanaApply } from '@aegis/shared/messages';
import type { BoardStory } from '@aegis/syncer/core/board-task';
import { carriesMark } from '@aegis/syncer/core/comment-mark';
import { planWrite } from '@aegis/syncer/core/plan-write';
import { renderComment } from '@aegis/syncer/core/render-comment';
import { retryDelay } from '@aegis/syncer/core/retry-delay';
import { durations } from '../durations.ts';
import { fieldMap, type BoardCard } from '../outside/board.ts';
import type { Process } from '../process.ts';
import type { Room } from '../room.ts';

/** How a command ended, and the card as it was read afterwards. */
export interface WriteEnd {
	readonly outcome: 'applied' | 'refused' | 'failed';
	readonly detail: string | undefined;
	readonly card: BoardCard | null;
	readonly posted: BoardStory | null;
	readonly begun: number;
}

/**
 * Carries out one command on the board, requests that fail or whose reply is lost included. Reading the card and
 * writing to it are one moment here: the board has no way to compare and write, so what a person does in between
 * cannot be kept from being overwritten.
 */
export class CardWriter {
	readonly #room: Room;
	readonly #process: Process;
	readonly #write: AsanaApply;
	readonly #begin: () => number;
	readonly #record: (end: WriteEnd) => boolean;
	#tried: boolean;
	#posted: BoardStory | null = null;
	#failures = 0;

	constructor(
		room: Room,
		process: Process,
		write: AsanaApply,
		options: { tried: boolean; begin: () => number; record: (end: WriteEnd) => boolean },
	) {
		this.#room = room;
		this.#process = process;
		this.#write = write;
		this.#tried = options.tried;
		this.#begin = options.begin;
		this.#record = options.record;
	}

	start(): void {
		this.#process.later(this.#room.random.delay(durations.board), () => this.#attempt());
	}

	#attempt(): void {
		const begun = this.#begin();
		const outcome = this.#carryOut();
		this.#tried = true;
		if (outcome === 'again') {
			const delay = retryDelay({ kind: 'unavailable' }, ++this.#failures, this.#room.random.next());
			this.#process.later(delay, () => this.#attempt());
			return;
		}
		const card = this.#room.board.get(this.#write.cardGid);
		this.#recordSoon({ ...outcome, card, posted: this.#posted, begun });
	}

	#recordSoon(end: WriteEnd): void {
		this.#process.later(this.#room.random.delay(20), () => {
			if (this.#record(end)) return;
			const begun = this.#begin();
			const card = this.#room.board.get(this.#write.cardGid);
			this.#recordSoon({ ...end, card, begun });
		});
	}

	#carryOut(): Pick<WriteEnd, 'outcome' | 'detail'> | 'again' {
		const { board, guards } = this.#room;
		const { cardGid, seq, expectSection } = this.#write;
		if (this.#fails()) return 'again';
		const card = board.get(cardGid);
		if (card === null) return { outcome: 'failed', detail: 'no such card' };
		const request = {
			...this.#write,
			expectSection: guards['expect-section'] ? expectSection : null,
			tried: this.#tried,
		};
		const plan = planWrite(request, card.task, fieldMap);
		this.#room.log({ kind: 'written', card: cardGid, seq });
		if (plan.kind === 'write' && plan.moveTo !== null) {
			this.#logMove(plan.moveTo);
			board.move(cardGid, plan.moveTo);
			if (this.#fails()) return 'again';
		}
		if (plan.kind !== 'impossible' && plan.update !== null) {
			if (this.#fails()) return 'again';
			board.update(cardGid, plan.update);
			if (this.#fails()) return 'again';
		}
		if (!this.#comment()) return 'again';
		if (plan.kind === 'write') return { outcome: 'applied', detail: undefined };
		return { outcome: plan.kind === 'refuse' ? 'refused' : 'failed', detail: plan.why };
	}

	/** False when the reply to it was lost. */
	#comment(): boolean {
		const { board, guards } = this.#room;
		const { cardGid, comment } = this.#write;
		if (comment === null || this.#posted !== null) return true;
		if (this.#tried && guards['comment-marker']) {
			const found = board.get(cardGid)?.stories.find((story) => carriesMark(story.text, comment.ref));
			if (found !== undefined) {
				this.#posted = found;
				return true;
			}
		}
		if (this.#fails()) return false;
		const posted = board.comment(cardGid, renderComment(comment).text, 'aegis');
		this.#room.log({ kind: 'comment', card: cardGid, ref: comment.ref });
		if (this.#fails()) return false;
		this.#posted = posted;
		return true;
	}

	#fails(): boolean {
		return this.#room.faulty && this.#room.random.chance(0.03);
	}

	#logMove(to: string): void {
		const { cardGid: card, seq, expectSection: expected } = this.#write;
		const from = this.#room.board.section(card);
		this.#room.log({ kind: 'move', card, seq, from, to, expected, knows: this.#room.known(card, seq) });
	}
}
