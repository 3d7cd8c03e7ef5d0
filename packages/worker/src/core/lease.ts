/**
 * A run's lease as this worker can prove it. All times are milliseconds on this machine's monotonic clock.
 *
 * The master counts the lease from when it answered, which is after we asked; so half the lease after *asking* is
 * early enough: what must die has the other half to die in.
 */
export interface Lease {
	readonly provenUntil: number;
}

export function grantLease(askedAt: number, leaseMs: number): Lease {
	return { provenUntil: askedAt + leaseMs / 2 };
}

/** A renewal that was asked for earlier than the last one adds nothing. */
export function renewLease(lease: Lease, askedAt: number, leaseMs: number): Lease {
	return { provenUntil: Math.max(lease.provenUntil, askedAt + leaseMs / 2) };
}

/**
 * When the watchdog kills what is left of a run: halfway between our own deadline, which it must not forestall, and the
 * earliest moment the master may grant the lease again.
 */
export function deadlineFor(askedAt: number, leaseMs: number): number {
	return askedAt + leaseMs * 0.75;
}

export function isProven(lease: Lease, now: number): boolean {
	return now < lease.provenUntil;
}

/** What a heartbeat's answer says about one run that was in the question. */
export function judgeRenewal(
	runId: string,
	reply: {
		readonly held: readonly string[];
		readonly lost: readonly string[];
		readonly stop?: readonly { readonly runId: string }[] | undefined;
	},
): 'held' | 'lost' | 'stop' | 'unknown' {
	if (reply.lost.includes(runId)) return 'lost';
	if (reply.stop?.some((stopped) => stopped.runId === runId) === true) return 'stop';
	return reply.held.includes(runId) ? 'held' : 'unknown';
}
