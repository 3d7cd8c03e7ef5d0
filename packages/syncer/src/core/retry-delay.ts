/** Milliseconds until the next attempt. `failures` counts from 1; `jitter` is in [0, 1). */
export function retryDelay(
	failure: { readonly kind: string; readonly retryAfterMs?: number | null },
	failures: number,
	jitter: number,
): number {
	const grown = Math.min(500 * 2 ** Math.min(failures - 1, 20), 60_000);
	// A token that is refused mends only when a person acts: asking often is of no use.
	const base = failure.kind === 'unauthorized' ? Math.max(grown, 15_000) : grown;
	// Never earlier than asked for: rejected requests count against the limit too.
	return Math.max(failure.retryAfterMs ?? 0, base * (0.75 + 0.5 * jitter));
}

/** Milliseconds asked for by a `Retry-After` header (seconds or a date); null when absent or unreadable. `now` is wall time. */
export function parseRetryAfter(header: string | undefined, now: number): number | null {
	if (header === undefined || header.trim() === '') return null;
	const seconds = Number(header);
	if (Number.isFinite(seconds)) return within(seconds * 1_000);
	const at = Date.parse(header);
	return Number.isNaN(at) ? null : within(at - now);
}

/** An hour at most: who names a longer pause has made a mistake. */
function within(ms: number): number {
	return Math.min(Math.max(0, ms), 60 * 60_000);
}
