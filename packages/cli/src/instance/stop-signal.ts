/** A signal for commands that stop tidily: the first SIGINT or SIGTERM aborts it, the second ends the process at once. */
export function listenForStop(): AbortSignal & { readonly reason: unknown } {
	const controller = new AbortController();
	for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
		process.on(name, () => {
			if (controller.signal.aborted) process.exit(130);
			controller.abort(name);
		});
	}
	return controller.signal;
}

/** The exit code of a command that was stopped by this signal: 130 for Ctrl-C, 0 for an orderly request to end. */
export function exitCodeOf(signal: AbortSignal): number {
	return signal.reason === 'SIGINT' ? 130 : 0;
}

/** Resolves after `ms` milliseconds, or as soon as the signal is aborted. */
export function waitFor(ms: number, signal?: AbortSignal): Promise<void> {
	return new Promise((resolve) => {
		if (signal?.aborted) return resolve();
		const done = (): void => {
			clearTimeout(timer);
			signal?.removeEventListener('abort', done);
			resolve();
		};
		const timer = setTimeout(done, ms);
		signal?.addEventListener('abort', done, { once: true });
	});
}
