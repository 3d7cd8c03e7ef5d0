import { randomUUID } from 'node:crypto';
import { lanes, type Ended, type Lane, type QuotaAnswer } from '../core/quota.ts';
import type { Answer } from './failure.ts';
import { OwnQuota, type QuotaBook } from './quota-book.ts';

/** Milliseconds of a pause that polls wait out; longer ones are news for whoever polls. */
const patienceMs = 10_000;

type Verdict = { readonly id: string } | { readonly pausedMs: number };
type Waiter = (verdict: Verdict) => void;

/** Lets requests out as the token's quota allows, first come first served in each lane. */
export class Limiter implements Disposable {
	readonly #book: QuotaBook;
	readonly #holder = randomUUID();
	readonly #waiting: Record<Lane, Waiter[]> = { writes: [], looks: [], polls: [] };
	readonly #ended: Ended[] = [];
	#exchanging = false;
	#again = false;
	#numbered = 0;
	#timer: NodeJS.Timeout | null = null;
	#scarce = false;
	#pace: string | null = null;

	constructor(book: QuotaBook = new OwnQuota()) {
		this.#book = book;
	}

	/** Whether requests had to wait for the rate limit lately. */
	get scarce(): boolean {
		return this.#scarce;
	}

	/** How many requests a minute there are and why, while they wait for their turn or were refused lately; else null. */
	get pace(): string | null {
		return this.#pace;
	}

	/** Asks when it may. A poll that would have to wait for long ends as `rate-limited`, unasked. */
	async run<Value>(lane: Lane, ask: () => Promise<Answer<Value>>): Promise<Answer<Value>> {
		const verdict = await new Promise<Verdict>((resolve) => {
			this.#waiting[lane].push(resolve);
			this.#exchange();
		});
		if ('pausedMs' in verdict) {
			const message = 'the board asked for a pause';
			return { ok: false, failure: { kind: 'rate-limited', message, retryAfterMs: verdict.pausedMs } };
		}
		let ended: Ended = { id: verdict.id, how: 'lost', retryAfterMs: null };
		try {
			const answer = await ask();
			ended = { ...ended, ...readEnd(answer) };
			return answer;
		} finally {
			this.#ended.push(ended);
			this.#exchange();
		}
	}

	/** One exchange at a time; what comes up meanwhile goes with the next. */
	#exchange(): void {
		this.#again = true;
		if (this.#exchanging) return;
		this.#exchanging = true;
		void this.#exchangeAll().finally(() => {
			this.#exchanging = false;
			if (this.#again) this.#exchange();
		});
	}

	async #exchangeAll(): Promise<void> {
		if (this.#timer !== null) clearTimeout(this.#timer);
		this.#timer = null;
		while (this.#again) {
			this.#again = false;
			const waiting = {
				writes: this.#waiting.writes.length,
				looks: this.#waiting.looks.length,
				polls: this.#waiting.polls.length,
			};
			const count = waiting.writes + waiting.looks + waiting.polls;
			const ended = this.#ended.splice(0);
			if (count === 0 && ended.length === 0) return;
			const ids = Array.from({ length: count }, () => `${this.#holder}/${++this.#numbered}`);
			const answer = await this.#book.exchange({
				holder: this.#holder,
				ended,
				waiting,
				ids,
				jitter: Math.random(),
			});
			this.#scarce = answer.pressed;
			this.#pace = describePace(answer);
			for (const { id, lane } of answer.granted) this.#waiting[lane].shift()?.({ id });
			if (answer.pausedMs > patienceMs)
				for (const waiter of this.#waiting.polls.splice(0)) waiter({ pausedMs: answer.pausedMs });
			if (lanes.some((lane) => this.#waiting[lane].length > 0)) this.#wake(answer.waitMs);
		}
	}

	#wake(ms: number): void {
		if (this.#timer !== null) clearTimeout(this.#timer);
		this.#timer = setTimeout(() => this.#exchange(), ms);
	}

	/** Lets nothing more out by itself. */
	[Symbol.dispose](): void {
		if (this.#timer !== null) clearTimeout(this.#timer);
		this.#timer = null;
	}
}

function describePace({ perMinute, pressed, refused }: QuotaAnswer): string | null {
	if (!refused && (!pressed || perMinute === null)) return null;
	const pace = perMinute === null ? 'as few requests as it bears' : `${perMinute} requests a minute`;
	return `the board is asked at ${pace}, ${refused ? 'as it refused some lately' : 'and some wait for their turn'}`;
}

function readEnd(answer: Answer<unknown>): Pick<Ended, 'how' | 'retryAfterMs'> {
	if (answer.ok) return { how: 'answered', retryAfterMs: null };
	const { failure } = answer;
	if (failure.kind === 'rate-limited') return { how: 'limited', retryAfterMs: failure.retryAfterMs };
	return { how: failure.kind === 'unavailable' ? 'lost' : 'answered', retryAfterMs: null };
}
