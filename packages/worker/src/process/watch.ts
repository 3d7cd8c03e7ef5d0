import type { StopReason } from '../core/stop-reason.ts';

/** Milliseconds a CLI may still run after its last line: it may be waiting for something it left behind. */
const lingerMs = 10_000;

export type WatchEnd = StopReason | { readonly kind: 'lingering' };

/** Watches one agent process: `stopped` resolves with the first reason to end it, and never when there is none. */
export class AgentWatch implements Disposable {
	readonly stopped: Promise<WatchEnd>;
	readonly #stop: (reason: WatchEnd) => void;
	readonly #silenceMs: number;
	readonly #budgetUsd: number;
	readonly #limit: NodeJS.Timeout;
	#silence: NodeJS.Timeout;
	#linger: NodeJS.Timeout | undefined;

	constructor(options: { signal: AbortSignal; silenceMs: number; timeoutMs: number; budgetUsd: number }) {
		const { promise, resolve } = Promise.withResolvers<WatchEnd>();
		this.stopped = promise;
		this.#stop = resolve;
		this.#silenceMs = options.silenceMs;
		this.#budgetUsd = options.budgetUsd;
		this.#silence = this.#listen();
		this.#limit = setTimeout(
			() => this.#stop({ kind: 'timeout', afterMs: options.timeoutMs }),
			options.timeoutMs,
		);
		const abort = (): void => this.#stop(options.signal.reason as StopReason);
		if (options.signal.aborted) abort();
		else options.signal.addEventListener('abort', abort, { once: true });
	}

	/** The process said something. */
	heard(): void {
		clearTimeout(this.#silence);
		this.#silence = this.#listen();
	}

	/** The run has cost this much so far, in US dollars. */
	spent(costUsd: number): void {
		if (costUsd >= this.#budgetUsd) this.#stop({ kind: 'budget', spentUsd: costUsd });
	}

	/** A model answers whose price nobody knows: with a cap, that must be its last call. */
	unpriced(model: string): void {
		if (Number.isFinite(this.#budgetUsd)) this.#stop({ kind: 'unpriced', model });
	}

	/** A turn is over, and there is to be no other. */
	park(): void {
		this.#stop({ kind: 'cancelled', why: 'shutdown' });
	}

	/** The process said its last line and should end by itself. */
	finished(): void {
		this.#linger ??= setTimeout(() => this.#stop({ kind: 'lingering' }), lingerMs);
	}

	#listen(): NodeJS.Timeout {
		return setTimeout(() => this.#stop({ kind: 'silent', silentMs: this.#silenceMs }), this.#silenceMs);
	}

	[Symbol.dispose](): void {
		clearTimeout(this.#silence);
		clearTimeout(this.#limit);
		clearTimeout(this.#linger);
	}
}
