/** When a child is started again: at once, but later and later while it ends soon after; too often, no more. */
export interface RestartPolicy {
	/** First delay and the longest one, milliseconds. */
	readonly minDelayMs: number;
	readonly maxDelayMs: number;
	/** One that lived this long had started well: it is started again at once, how often that may be. */
	readonly healthyMs: number;
	/** More than this many restarts within `windowMs` end in giving up. */
	readonly intensity: number;
	readonly windowMs: number;
}

export const defaultRestartPolicy: RestartPolicy = {
	minDelayMs: 0,
	maxDelayMs: 30_000,
	healthyMs: 5_000,
	intensity: 10,
	windowMs: 60_000,
};

/** Exit codes that a restart cannot mend: usage (2) and missing set-up (4). */
const configurationExits: readonly number[] = [2, 4];

export type RestartDecision =
	| { readonly kind: 'restart'; readonly delayMs: number; readonly restarts: readonly number[] }
	| { readonly kind: 'give-up'; readonly why: 'configuration' | 'intensity' };

/**
 * Decides what follows the end of a child. `restarts` are the times of earlier restarts and `now` the present, in
 * milliseconds of one clock; `livedMs` is how long it had run; `jitter` is in [0, 1).
 *
 * The first restart of a window is immediate, so that one crash costs no one a second, and so is that of a child that
 * had been well; each further one doubles.
 */
export function decideRestart(
	policy: RestartPolicy,
	restarts: readonly number[],
	exit: {
		readonly code: number | null;
		readonly now: number;
		readonly livedMs: number;
		readonly jitter: number;
	},
): RestartDecision {
	if (exit.code !== null && configurationExits.includes(exit.code))
		return { kind: 'give-up', why: 'configuration' };
	const recent = restarts.filter((at) => exit.now - at < policy.windowMs);
	if (recent.length >= policy.intensity) return { kind: 'give-up', why: 'intensity' };
	const delayMs =
		recent.length === 0 || exit.livedMs >= policy.healthyMs
			? policy.minDelayMs
			: Math.max(policy.minDelayMs, 100 * 2 ** recent.length);
	return {
		kind: 'restart',
		delayMs: Math.min(delayMs * (1 + 0.2 * exit.jitter), policy.maxDelayMs),
		restarts: [...recent, exit.now],
	};
}
