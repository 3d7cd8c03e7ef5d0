import type { Clock } from '@aegis/shared/clock';

/**
 * Milliseconds from the start of one poll to the next that was asked for. Changes come in bursts, our own writes among
 * them: the first is read at once, the rest together.
 */
const spacingMs = 100;

/** Runs `poll` again and again: after a delay, or as soon as may be when asked; never two at a time. */
export class PollLoop {
	readonly #poll: () => Promise<void>;
	readonly #clock: Clock;
	readonly #delayMs: (error: unknown) => number;
	#requested = false;
	#failing = false;
	#started = false;
	#stopped = false;
	#wake: (() => void) | null = null;
	#stop: (() => void) | null = null;
	#running: Promise<void> = Promise.resolve();

	/** `delayMs` says how long to wait after a poll, by the error it ended with or null. */
	constructor(options: { poll: () => Promise<void>; delayMs: (error: unknown) => number; clock: Clock }) {
		this.#clock = options.clock;
		this.#poll = options.poll;
		this.#delayMs = options.delayMs;
	}

	/** Begins; a second call changes nothing. */
	start(): void {
		if (this.#started) return;
		this.#started = true;
		this.#running = this.#run();
	}

	/** Asks for a poll now; while one is under way it means one more after it. A failing board keeps its delay. */
	request(): void {
		this.#requested = true;
		if (!this.#failing) this.#wake?.();
	}

	async #run(): Promise<void> {
		while (!this.#stopped) {
			this.#requested = false;
			const startedAt = this.#clock.monotonic();
			let error: unknown = null;
			try {
				await this.#poll();
			} catch (thrown) {
				error = thrown ?? new Error('poll failed');
			}
			this.#failing = error !== null;
			const delay = this.#delayMs(error);
			if (!this.#requested || this.#failing) await this.#rest(delay);
			if (!this.#failing) await this.#pause(startedAt + spacingMs - this.#clock.monotonic());
		}
	}

	/** Ends early when asked for a poll. */
	async #rest(ms: number): Promise<void> {
		const rest = this.#pause(ms);
		this.#wake = this.#stop;
		await rest;
		this.#wake = null;
	}

	/** Ends early only when stopped. */
	#pause(ms: number): Promise<void> {
		if (this.#stopped || ms <= 0) return Promise.resolve();
		return new Promise((resolve) => {
			const done = (): void => {
				timer.cancel();
				this.#stop = null;
				resolve();
			};
			const timer = this.#clock.after(ms, done);
			this.#stop = done;
		});
	}

	/** Waits for the poll under way and starts no other. */
	async [Symbol.asyncDispose](): Promise<void> {
		this.#stopped = true;
		this.#stop?.();
		await this.#running;
	}
}
