/**
 * Orders what was seen of a card by two readers at once (the poll, and a write that reads back).
 *
 * A reading begins before its request is sent. Where another reading of the same card was recorded since then, nobody
 * can say which of the two is newer: the later recorder must read again. So what the mirror holds never goes back.
 */
export class Observations {
	#clock = 0;
	readonly #recorded = new Map<string, number>();

	/** To be called before the request is sent. */
	begin(): number {
		return this.#clock;
	}

	isCurrent(cardGid: string, begun: number): boolean {
		return (this.#recorded.get(cardGid) ?? 0) <= begun;
	}

	/** To be called within the transaction that records what was seen. */
	record(cardGids: Iterable<string>): void {
		this.#clock++;
		for (const gid of cardGids) this.#recorded.set(gid, this.#clock);
	}
}
