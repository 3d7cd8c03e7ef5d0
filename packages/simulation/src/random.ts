/** A small, fast, seeded source of randomness: the same seed gives the same story. */
export class Random {
	#state: number;

	constructor(seed: number) {
		this.#state = (Math.imul(seed, 0x9e37_79b1) ^ 0x5bd1_e995) >>> 0;
		for (let warm = 0; warm < 4; warm++) this.next();
	}

	/** In [0, 1). */
	next(): number {
		this.#state = (this.#state + 0x6d2b_79f5) | 0;
		let mixed = Math.imul(this.#state ^ (this.#state >>> 15), 1 | this.#state);
		mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
		return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
	}

	chance(probability: number): boolean {
		return this.next() < probability;
	}

	between(low: number, high: number): number {
		return low + this.next() * (high - low);
	}

	/** A delay that is mostly near `typical` and now and then much longer. Milliseconds. */
	delay(typical: number): number {
		const long = this.next() < 0.05 ? 10 : 1;
		return typical * long * (0.25 + 1.5 * this.next());
	}

	pick<Item>(items: readonly [Item, ...Item[]] | readonly Item[]): Item {
		return items[Math.floor(this.next() * items.length)] as Item;
	}
}
