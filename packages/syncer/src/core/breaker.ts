/** Whether a server that does not answer is asked at all. Times are milliseconds on a monotonic clock. */
export type Breaker =
	| { readonly kind: 'closed'; readonly failures: number }
	| { readonly kind: 'open'; readonly failures: number; readonly until: number; readonly times: number }
	/** One request is under way; it decides. */
	| { readonly kind: 'half-open'; readonly failures: number; readonly times: number };

export const closedBreaker: Breaker = { kind: 'closed', failures: 0 };

const failuresToOpen = 5;
const firstMs = 5_000;
const longestMs = 60_000;

/** Whether a request may go out, and if not, how long it has to wait. */
export function admit(
	breaker: Breaker,
	now: number,
): readonly [Breaker, { readonly admitted: boolean; readonly waitMs: number }] {
	switch (breaker.kind) {
		case 'closed':
			return [breaker, { admitted: true, waitMs: 0 }];
		case 'open': {
			if (now < breaker.until) return [breaker, { admitted: false, waitMs: breaker.until - now }];
			const { failures, times } = breaker;
			return [
				{ kind: 'half-open', failures, times },
				{ admitted: true, waitMs: 0 },
			];
		}
		case 'half-open':
			return [breaker, { admitted: false, waitMs: 1_000 }];
	}
}

/** After a request that was let out. `jitter` is in [0, 1). */
export function learn(breaker: Breaker, answered: boolean, now: number, jitter: number): Breaker {
	if (answered) return closedBreaker;
	const failures = breaker.failures + 1;
	switch (breaker.kind) {
		case 'closed':
			return failures < failuresToOpen ? { kind: 'closed', failures } : open(failures, 1, now, jitter);
		case 'half-open':
			return open(failures, breaker.times + 1, now, jitter);
		case 'open':
			// Sent before it opened.
			return { ...breaker, failures };
	}
}

function open(failures: number, times: number, now: number, jitter: number): Breaker {
	const ms = Math.min(firstMs * 2 ** Math.min(times - 1, 10), longestMs) * (0.75 + 0.25 * jitter);
	return { kind: 'open', failures, until: now + ms, times };
}
