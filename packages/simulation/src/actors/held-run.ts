import type { AgentName, RunKey } from '@aegis/shared/domain';
import { grantLease, isProven, renewLease, type Lease } from '@aegis/worker/core/lease';
import type { StopReason } from '@aegis/worker/core/stop-reason';

/** What a worker is told with a lease, as far as the simulation needs it. */
export interface Spec extends RunKey {
	readonly agent: AgentName;
	readonly budgetUsd: number;
	/** The commit a merge was allowed for. */
	readonly approvedHead: string | null;
	readonly approvalNeeded: boolean;
	/** The merge needs no approval. */
	readonly auto: boolean;
}

/** A run whose lease a worker holds, by the real lease arithmetic. Times are monotonic milliseconds. */
export class HeldRun {
	readonly spec: Spec;
	readonly heldAt: number;
	readonly #enforced: boolean;
	#lease: Lease;
	#stopped: StopReason | null = null;
	/** Called once, with the first reason. */
	onStop: () => void = () => {};

	constructor(spec: Spec, askedAt: number, options: { leaseMs: number; enforced: boolean; heldAt: number }) {
		this.spec = spec;
		this.heldAt = options.heldAt;
		this.#enforced = options.enforced;
		this.#lease = grantLease(askedAt, options.leaseMs);
	}

	get provenUntil(): number {
		return this.#lease.provenUntil;
	}

	renew(askedAt: number, leaseMs: number): void {
		this.#lease = renewLease(this.#lease, askedAt, leaseMs);
	}

	stopReason(now: number): StopReason | null {
		if (this.#enforced && !isProven(this.#lease, now))
			this.stop({ kind: 'lost', why: 'the lease could not be renewed in time' });
		return this.#stopped;
	}

	stop(reason: StopReason): void {
		if (this.#stopped !== null) return;
		this.#stopped = reason;
		this.onStop();
	}
}
