import { ApiError } from '../core/errors.ts';

const window = 60_000;

/** Counts the requests of each token over the last minute; rejected ones count too, as Asana's do. */
export class RateLimit {
	readonly #perMinute: number;
	readonly #times = new Map<string, number[]>();

	constructor(perMinute: number) {
		this.#perMinute = perMinute;
	}

	/** Throws 429 with `Retry-After` in seconds when the token has used its minute up. */
	take(token: string): void {
		const now = Date.now();
		const times = (this.#times.get(token) ?? []).filter((time) => time > now - window);
		times.push(now);
		this.#times.set(token, times);
		if (times.length <= this.#perMinute) return;
		const free = times[times.length - this.#perMinute] ?? now;
		const seconds = Math.max(1, Math.ceil((free + window - now) / 1000));
		throw new ApiError(
			429,
			'You have made too many requests recently. Please, be chill.',
			{},
			{ 'retry-after': String(seconds) },
		);
	}
}
