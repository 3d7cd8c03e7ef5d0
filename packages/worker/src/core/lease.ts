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

/** When a run that was not let go of is ended from outside its worker. */
export interface Deadlines {
	/** From here on none of its processes lives. */
	readonly processes: number;
	/** From here on its worker does not live either: stopped at the wrong moment, it would act on what it knew before. */
	readonly worker: number;
}

/**
 * Between our own deadline, which the watchdog must not forestall, and the earliest moment the master may grant the lease
 * again; a worker that is well lets go of the run as soon as its processes are dead.
 */
export function deadlinesFor(askedAt: number, leaseMs: number): Deadlines {
	return { processes: askedAt + leaseMs * 0.75, worker: askedAt + leaseMs * 0.875 };
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
