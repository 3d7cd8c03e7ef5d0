/** Milliseconds between polls of a project on which something happens. */
const activeMs = 5_000;
/** Milliseconds without news after which polls become rarer. */
const busyMs = 60_000;

/**
 * Milliseconds until the next poll: 5 s while something happens, growing with the quiet time to what is configured,
 * never slower than that. `idleMs` is the time since the last change or command; `jitter` is in [0, 1). Where requests
 * are `scarce`, only the configured interval counts: hurry is for tokens that can afford it.
 */
export function pollDelay(
	configuredMs: number,
	{ idleMs, scarce, jitter }: { readonly idleMs: number; readonly scarce: boolean; readonly jitter: number },
): number {
	const wanted = scarce ? configuredMs : activeMs * Math.max(1, idleMs / busyMs) ** 2;
	// Many projects that are polled in step would meet the limits together.
	return Math.min(configuredMs, wanted) * (0.8 + 0.2 * jitter);
}
