import type { Clock, Timer } from '@aegis/shared/clock';
import type { RunKey } from '@aegis/shared/domain';
import { grantLease, isProven, renewLease, type Lease } from '../core/lease.ts';
import type { StopReason } from '../core/stop-reason.ts';

/** Thrown by a step of a run that must not go on; the run then ends with the reason as its outcome. */
export class RunStopped extends Error {
	readonly reason: StopReason;

	constructor(reason: StopReason) {
		super(`run stopped: ${reason.kind}`);
		this.reason = reason;
	}
}

/**
 * A run this worker holds the lease of. Its `signal` aborts, with a StopReason, when the run is cancelled, lost, or
 * when the lease can no longer be proven.
 */
export class HeldRun implements Disposable {
	readonly key: RunKey;
	/** When the grant arrived, on the monotonic clock in milliseconds. */
	readonly heldAt: number;
	readonly #clock: Clock;
	readonly #stop = new AbortController();
	readonly #park = new AbortController();
	#lease: Lease;
	#fence: Timer | undefined;

	constructor(key: RunKey, grant: { readonly askedAt: number; readonly leaseMs: number }, clock: Clock) {
		this.key = key;
		this.#clock = clock;
		this.heldAt = clock.monotonic();
		this.#lease = grantLease(grant.askedAt, grant.leaseMs);
		this.#arm();
	}

	get signal(): AbortSignal {
		return this.#stop.signal;
	}

	/** Aborts when the run should end at its next turn: what it has done so far is paid for and kept. */
	get parking(): AbortSignal {
		return this.#park.signal;
	}

	park(): void {
		this.#park.abort();
	}

	/** Why it was stopped; null while it may go on. A pause of the whole process is noticed here, not by a timer. */
	stopReason(): StopReason | null {
		if (!isProven(this.#lease, this.#clock.monotonic())) this.#loseUnproven();
		return this.#stop.signal.aborted ? (this.#stop.signal.reason as StopReason) : null;
	}

	/** To be called before every effect. Throws RunStopped. */
	assertMayGoOn(): void {
		const reason = this.stopReason();
		if (reason !== null) throw new RunStopped(reason);
	}

	renew(askedAt: number, leaseMs: number): void {
		this.#lease = renewLease(this.#lease, askedAt, leaseMs);
		this.#arm();
	}

	/** The first reason counts. */
	stop(reason: StopReason): void {
		if (!this.#stop.signal.aborted) this.#stop.abort(reason);
	}

	#arm(): void {
		this.#fence?.cancel();
		const left = this.#lease.provenUntil - this.#clock.monotonic();
		this.#fence = this.#clock.after(Math.max(0, left), () => this.#loseUnproven());
	}

	#loseUnproven(): void {
		this.stop({ kind: 'lost', why: 'the lease could not be renewed in time' });
	}

	[Symbol.dispose](): void {
		this.#fence?.cancel();
	}
}
