/** Reproducible chance: the same seed draws the same row of numbers (mulberry32). */
export class Chance {
	#state: number;

	constructor(seed: number) {
		this.#state = seed >>> 0;
	}

	next(): number {
		this.#state = (this.#state + 0x6d2b79f5) >>> 0;
		let mixed = this.#state;
		mixed = Math.imul(mixed ^ (mixed >>> 15), mixed | 1);
		mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
		return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
	}

	is(probability: number): boolean {
		return this.next() < probability;
	}

	pick<Item>(items: readonly [Item, ...Item[]]): Item {
		return items[Math.floor(this.next() * items.length)] ?? items[0];
	}

	shuffle<Item>(items: readonly Item[]): Item[] {
		return items
			.map((item) => ({ item, key: this.next() }))
			.toSorted((a, b) => a.key - b.key)
			.map(({ item }) => item);
	}
}
