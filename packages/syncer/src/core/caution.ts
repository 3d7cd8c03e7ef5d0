/** What the server's refusals mean for the requests to come. Times are milliseconds on the keeper's clock. */
export interface Caution {
	/** Refusals since a request last went through; above 0 only one request at a time is let out. */
	readonly strikes: number;
	/** When the last refusal that counts came. */
	readonly struckAt: number;
	readonly pausedUntil: number;
	/** The request that finds out whether the server has calmed down. */
	readonly probe: string | null;
}

export const noCaution: Caution = { strikes: 0, struckAt: 0, pausedUntil: 0, probe: null };

/** No server means a longer pause than this. */
const longestMs = 60 * 60_000;

/** After the probe went through. */
export function calm(caution: Caution): Caution {
	return { ...caution, strikes: 0, probe: null };
}

/** After a 429. `startedAt` is when the refused request was let out; `jitter` is in [0, 1). */
export function strike(
	caution: Caution,
	refused: { readonly startedAt: number; readonly retryAfterMs: number | null },
	now: number,
	jitter: number,
): Caution {
	// What was under way at a refusal is refused with it: that is one, not many.
	const counts = refused.startedAt >= caution.struckAt;
	const strikes = caution.strikes + (counts ? 1 : 0);
	// Asana's limit on requests under way names no time, and a server that says "at once" twice does not mean it.
	const named = refused.retryAfterMs ?? 0;
	const ownMs =
		refused.retryAfterMs === null || (named === 0 && strikes > 1)
			? Math.min(2_000 * 2 ** Math.min(strikes - 1, 20), 60_000) * (0.75 + 0.5 * jitter)
			: 0;
	const pauseMs = Math.min(Math.max(named, ownMs), longestMs);
	return {
		strikes,
		struckAt: counts ? now : caution.struckAt,
		pausedUntil: Math.max(caution.pausedUntil, now + pauseMs),
		probe: null,
	};
}

/** Milliseconds until requests may go out again; a clock that jumped back does not make it longer than it may be. */
export function pauseLeft(caution: Caution, now: number): number {
	const left = caution.pausedUntil - now;
	return left > longestMs ? 0 : Math.max(0, left);
}
