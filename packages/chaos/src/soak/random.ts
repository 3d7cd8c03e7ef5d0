/** Numbers that look random and are the same for the same seed (mulberry32). */
export interface Random {
	/** In [0, 1). */
	next(): number;
	/** A whole number from `from` to `to`, both included. */
	between(from: number, to: number): number;
	pick<T>(list: readonly [T, ...T[]]): T;
}

export function seedRandom(seed: number): Random {
	let state = seed >>> 0;
	const next = (): number => {
		state = (state + 0x6d2b79f5) >>> 0;
		let mixed = Math.imul(state ^ (state >>> 15), state | 1);
		mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
		return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
	};
	return {
		next,
		between: (from, to) => from + Math.floor(next() * (to - from + 1)),
		pick: (list) => list[Math.floor(next() * list.length)] ?? list[0],
	};
}
