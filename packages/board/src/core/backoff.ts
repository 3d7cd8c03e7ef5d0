/** Milliseconds until the next attempt after this many failures: doubling from one second, at most an hour. */
export function backoff(failures: number): number {
	return Math.min(1000 * 2 ** Math.max(0, failures - 1), 3_600_000);
}
