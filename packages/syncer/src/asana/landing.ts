import type { BoardTask } from '../core/board-task.ts';

/** Milliseconds within which a board that answers from a copy may still show a card as it was before a write. */
export const landingMs = 3_000;

interface Landed {
	readonly at: number;
	readonly sectionGid: string | null;
	/** The card's time of modification as the write itself was answered; NaN when it did not say. */
	readonly modifiedAt: number;
}

/**
 * Remembers what was just written, for Asana does not promise that a read sees the write before it: taken at its word,
 * such a read would look like a person who undid it.
 */
export class Landing {
	readonly #cards = new Map<string, Landed>();

	moved(cardGid: string, sectionGid: string): void {
		this.#note(cardGid, { sectionGid });
	}

	updated(cardGid: string, modifiedAt: string): void {
		this.#note(cardGid, { modifiedAt: Date.parse(modifiedAt) });
	}

	/** True while the card shows less than was written a moment ago. */
	isStale(task: BoardTask): boolean {
		const landed = this.#cards.get(task.gid);
		if (landed === undefined) return false;
		if (performance.now() - landed.at > landingMs) {
			this.#cards.delete(task.gid);
			return false;
		}
		const { sectionGid, modifiedAt } = landed;
		const sections = task.memberships.map((membership) => membership.sectionGid);
		return (
			(sectionGid !== null && !sections.includes(sectionGid)) ||
			Date.parse(task.modifiedAt) < floor(modifiedAt)
		);
	}

	#note(cardGid: string, what: Partial<Landed>): void {
		const known = this.#cards.get(cardGid) ?? { sectionGid: null, modifiedAt: NaN };
		this.#cards.set(cardGid, { ...known, ...what, at: performance.now() });
	}
}

/** Some lists give whole seconds where the record gives fractions. */
function floor(time: number): number {
	return Math.floor(time / 1_000) * 1_000;
}
