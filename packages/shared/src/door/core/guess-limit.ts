/** Wrong guesses a minute: of one address, and of all together. */
const perAddress = 10;
const together = 100;
const windowMs = 60_000;

/** Addresses remembered at most, so that guessing from many of them fills no memory. */
const maxAddresses = 1_000;

/** Counts wrong secrets. Times are milliseconds of any one clock. */
export class GuessLimit {
	readonly #byAddress = new Map<string, number[]>();
	#all: number[] = [];

	wrong(address: string, now: number): void {
		const recent = this.#recent(this.#byAddress.get(address) ?? [], now);
		this.#byAddress.delete(address);
		this.#byAddress.set(address, [...recent, now].slice(-perAddress));
		const [oldest] = this.#byAddress.keys();
		if (this.#byAddress.size > maxAddresses && oldest !== undefined) this.#byAddress.delete(oldest);
		this.#all = [...this.#recent(this.#all, now), now].slice(-together);
	}

	/** Seconds until the next guess is looked at; 0: now. */
	wait(address: string, now: number): number {
		const own = this.#recent(this.#byAddress.get(address) ?? [], now);
		const all = this.#recent(this.#all, now);
		const free = [
			...(own.length >= perAddress ? [own[0] ?? now] : []),
			...(all.length >= together ? [all[0] ?? now] : []),
		].map((since) => since + windowMs - now);
		return free.length === 0 ? 0 : Math.max(1, Math.ceil(Math.max(...free) / 1_000));
	}

	#recent(times: readonly number[], now: number): number[] {
		return times.filter((time) => time > now - windowMs);
	}
}
