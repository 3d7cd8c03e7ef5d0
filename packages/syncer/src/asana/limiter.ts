/** How many requests of a kind may be under way at once. */
export interface Limits {
	readonly reads: number;
	readonly writes: number;
}

/** Below what Asana allows one token: 50 reads and 15 writes at a time. */
export const defaultLimits: Limits = { reads: 40, writes: 10 };

type Kind = keyof Limits;

/** Bounds the requests under way, first come first served, and holds all of them back after a 429. */
export class Limiter {
	readonly #free: Record<Kind, number>;
	readonly #waiting: Record<Kind, (() => void)[]> = { reads: [], writes: [] };
	#pausedUntil = 0;
	#timer: NodeJS.Timeout | null = null;

	constructor(limits: Limits = defaultLimits) {
		this.#free = { ...limits };
	}

	async run<Result>(kind: Kind, body: () => Promise<Result>): Promise<Result> {
		if (this.#free[kind] > 0 && !this.#isPaused()) this.#free[kind]--;
		else await new Promise<void>((resolve) => this.#waiting[kind].push(resolve));
		try {
			return await body();
		} finally {
			this.#free[kind]++;
			this.#admit();
		}
	}

	/** Starts nothing new for `ms` milliseconds on the monotonic clock. */
	pause(ms: number): void {
		this.#pausedUntil = Math.max(this.#pausedUntil, performance.now() + ms);
		if (this.#timer !== null) clearTimeout(this.#timer);
		this.#timer = setTimeout(
			() => {
				this.#timer = null;
				this.#admit();
			},
			this.#pausedUntil - performance.now() + 1,
		);
	}

	#isPaused(): boolean {
		return performance.now() < this.#pausedUntil;
	}

	#admit(): void {
		if (this.#isPaused()) return;
		// Writes first: a person waits for them.
		for (const kind of ['writes', 'reads'] as const) {
			while (this.#free[kind] > 0) {
				const next = this.#waiting[kind].shift();
				if (next === undefined) break;
				this.#free[kind]--;
				next();
			}
		}
	}

	[Symbol.dispose](): void {
		if (this.#timer !== null) clearTimeout(this.#timer);
		this.#pausedUntil = 0;
		this.#admit();
	}
}
