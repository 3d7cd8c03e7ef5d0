/** What a shell and bubblewrap end with where their program got SIGKILL: 128 and the signal's number. */
const killed = 128 + 9;

/** Programs that say so themselves when memory ran out. */
const memory =
	/JavaScript heap out of memory|(?:^|\n)(?:fatal error: )?(?:runtime: )?out of memory|std::bad_alloc|java\.lang\.OutOfMemoryError|MemoryError\s*$/;

/**
 * What ended a command before it came to its own end: its time, a signal, or memory. Null where it ended by itself: then its
 * exit code counts. What was interrupted says nothing of the change that was tested.
 */
export function describeInterruption(end: {
	readonly code: number | null;
	readonly signal: string | null;
	/** The limit it came to, in seconds; null where it did not. */
	readonly limitSeconds: number | null;
	readonly tail: string;
}): string | null {
	if (end.limitSeconds !== null) return `it took longer than ${end.limitSeconds} s`;
	if (end.signal !== null) return `it was ended by ${end.signal}`;
	if (end.code === killed) return 'it was ended by SIGKILL, as when memory runs out';
	return end.code !== 0 && memory.test(end.tail) ? 'memory ran out' : null;
}
