import { ApiError } from '../core/errors.ts';
import type { FieldTree } from '../core/field-tree.ts';

const window = 60_000;
/** Requests of one token under way at once, as Asana documents them. */
const atOnce = { reads: 50, writes: 15 } as const;
/** How much a minute's answers may cost for each request a minute may have; Asana tells nobody its own number. */
const costPerRequest = 1_000;

/** What a token has used. */
interface Usage {
	/** When its requests of the last minute came; refused ones count too, as Asana's do. */
	times: number[];
	reads: number;
	writes: number;
	/** What is left to spend: below zero until time has made up for an answer that cost more than there was. */
	budget: number;
	budgetAt: number;
}

/** Refuses what is too much for one token: per minute, at once, or in what the answers cost. */
export class RateLimit {
	readonly #perMinute: number;
	readonly #costPerMinute: number;
	readonly #now: () => number;
	readonly #usage = new Map<string, Usage>();

	constructor(perMinute: number, options: { costPerMinute?: number; now?: () => number } = {}) {
		this.#perMinute = perMinute;
		this.#costPerMinute = options.costPerMinute ?? perMinute * costPerRequest;
		this.#now = options.now ?? Date.now;
	}

	/** Counts a request. Throws 429 with `Retry-After` in seconds when the token's minute or its budget is used up. */
	take(token: string): void {
		const now = this.#now();
		const usage = this.#usageOf(token, now);
		usage.times = usage.times.filter((time) => time > now - window);
		usage.times.push(now);
		if (usage.times.length > this.#perMinute) {
			const free = usage.times[usage.times.length - this.#perMinute] ?? now;
			throw tooMany(Math.ceil((free + window - now) / 1_000));
		}
		if (usage.budget < 0) throw tooMany(Math.ceil((-usage.budget / this.#costPerMinute) * 60));
	}

	/** A request under way, until disposed. Throws 429, without saying for how long, when too many are. */
	enter(token: string, method: string): Disposable {
		const usage = this.#usageOf(token, this.#now());
		const kind = method === 'GET' ? 'reads' : 'writes';
		if (usage[kind] >= atOnce[kind]) throw tooMany(null);
		usage[kind] += 1;
		return { [Symbol.dispose]: () => void (usage[kind] -= 1) };
	}

	/** Takes what an answer cost off the budget, after the fact: only the next request feels it. */
	charge(token: string, cost: number): void {
		this.#usageOf(token, this.#now()).budget -= cost;
	}

	#usageOf(token: string, now: number): Usage {
		const known = this.#usage.get(token);
		if (known === undefined) {
			const fresh = { times: [], reads: 0, writes: 0, budget: this.#costPerMinute, budgetAt: now };
			this.#usage.set(token, fresh);
			return fresh;
		}
		const earned = ((now - known.budgetAt) / window) * this.#costPerMinute;
		known.budget = Math.min(this.#costPerMinute, known.budget + Math.max(0, earned));
		known.budgetAt = now;
		return known;
	}
}

/** What an answer costs: one for each field of each record, those of other records followed to included. */
export function costOf(body: object, fields: FieldTree | undefined): number {
	const data: unknown = 'data' in body ? body.data : null;
	return (Array.isArray(data) ? data.length : 1) * (fields === undefined ? 1 : 1 + countFields(fields));
}

function countFields(fields: FieldTree): number {
	return [...fields.values()].reduce((count, below) => count + 1 + countFields(below), 0);
}

function tooMany(seconds: number | null): ApiError {
	const headers = seconds === null ? undefined : { 'retry-after': String(Math.max(1, seconds)) };
	return new ApiError(429, 'You have made too many requests recently. Please, be chill.', {}, headers);
}
