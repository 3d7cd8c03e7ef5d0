/** What stops the stand-in from outside. `exitCode` is null until a signal that leaves no result came. */
export interface Stop {
	readonly signal: AbortSignal;
	readonly killed: Promise<number>;
	abort(): void;
	exitCode(): number | null;
	wasInterruptedBySignal(): boolean;
}

/** SIGTERM and SIGHUP end the real CLI without a result; SIGINT interrupts it, and it exits with 0. */
export function watchSignals(): Stop {
	const controller = new AbortController();
	const killed = Promise.withResolvers<number>();
	let exitCode: number | null = null;
	let interrupted = false;
	const end = (code: number) => () => {
		exitCode = code;
		controller.abort();
		killed.resolve(code);
	};
	process.once('SIGTERM', end(143));
	process.once('SIGHUP', end(129));
	process.once('SIGINT', () => {
		interrupted = true;
		controller.abort();
	});
	return {
		signal: controller.signal,
		killed: killed.promise,
		abort: () => controller.abort(),
		exitCode: () => exitCode,
		wasInterruptedBySignal: () => interrupted,
	};
}
