/** Runs bodies with the same key one after another, others side by side. */
export class Mutex {
	readonly #tails = new Map<string, Promise<unknown>>();

	async run<T>(key: string, body: () => Promise<T>): Promise<T> {
		const before = this.#tails.get(key) ?? Promise.resolve();
		const mine = before.then(body, body);
		// The next one waits for the end, good or bad; the failure is for who ran this one.
		const tail = mine.catch(() => {});
		this.#tails.set(key, tail);
		try {
			return await mine;
		} finally {
			if (this.#tails.get(key) === tail) this.#tails.delete(key);
		}
	}
}
