/**
 * Time as a service is given it, so that the same code runs by a machine's clocks and by the simulation's. All times are
 * milliseconds.
 */
export interface Clock {
	/** Wall time since the epoch. It may jump either way. */
	wall(): number;
	/** Only ever rises; counted from an arbitrary moment. */
	monotonic(): number;
	/** Calls `run` once, no earlier than `ms` from now; never after the timer was cancelled. */
	after(ms: number, run: () => void): Timer;
}

export interface Timer {
	cancel(): void;
}

/** Chance as a service is given it. */
export interface Chance {
	/** In [0, 1). */
	random(): number;
	/** An id that nobody has had before; nor has anybody had its first twelve characters. */
	id(): string;
}

/** Calls `run` every `ms` milliseconds, the first time in `ms`. */
export function every(clock: Clock, ms: number, run: () => void): Timer {
	let timer = clock.after(ms, fire);
	return { cancel: () => timer.cancel() };

	function fire(): void {
		timer = clock.after(ms, fire);
		run();
	}
}

/** Resolves in `ms` milliseconds; rejects with the signal's reason as soon as that is aborted. */
export function sleep(clock: Clock, ms: number, signal?: AbortSignal): Promise<void> {
	return new Promise((resolve, reject) => {
		if (signal?.aborted === true) return reject(signal.reason as Error);
		const stop = (): void => {
			timer.cancel();
			reject(signal?.reason as Error);
		};
		const timer = clock.after(ms, () => {
			signal?.removeEventListener('abort', stop);
			resolve();
		});
		signal?.addEventListener('abort', stop, { once: true });
	});
}
