import type { Clock } from '@aegis/shared/clock';
import type { RunKey } from '@aegis/shared/domain';
import type { ToMaster } from '@aegis/shared/messages';
import type { Halt } from '../core/start/halt.ts';

type Heartbeat = Extract<ToMaster, { type: 'worker.heartbeat' }>;

/** A worker as its heartbeats tell. `seenAt` is monotonic, `seenAtWall` for people; both milliseconds. */
export interface PooledWorker {
	readonly workerId: string;
	readonly incarnation: string;
	readonly host: string;
	readonly pid: number;
	readonly slots: number;
	readonly running: readonly RunKey[];
	readonly stopping: boolean;
	readonly seenAt: number;
	readonly seenAtWall: number;
}

/**
 * The workers and leases as the master last heard of them. Held in memory on purpose: a master that starts anew
 * extends every lease by one length and hears from each worker within a heartbeat, so nothing here needs to be durable.
 */
export class WorkerPool {
	readonly leaseMs: number;
	/** What keeps anything from starting whatever room there is, in one sentence. */
	heldUpBy: string | null = null;
	/** What fails every run alike, as the last runs have shown; a master that starts anew finds it out with one run. */
	halts: readonly Halt[] = [];
	/** The most runs there may be in all; null is as many as there are slots. */
	readonly maxRuns: number | null;
	readonly #clock: Clock;
	readonly #workers = new Map<string, PooledWorker>();
	readonly #renewed = new Map<string, number>();

	/** `leaseMs` is milliseconds. */
	constructor(clock: Clock, leaseMs: number, maxRuns: number | null = null) {
		this.#clock = clock;
		this.leaseMs = leaseMs;
		this.maxRuns = maxRuns;
	}

	/** Takes a heartbeat in; true when the worker is new or another process than before. */
	hear(heartbeat: Heartbeat): boolean {
		const before = this.#workers.get(heartbeat.workerId);
		this.#workers.set(heartbeat.workerId, {
			...heartbeat,
			seenAt: this.#clock.monotonic(),
			seenAtWall: this.#clock.wall(),
		});
		return (
			before?.incarnation !== heartbeat.incarnation ||
			before.slots !== heartbeat.slots ||
			before.stopping !== heartbeat.stopping
		);
	}

	forget(workerId: string): void {
		this.#workers.delete(workerId);
	}

	/** Starts or renews the lease of a run, from now on. */
	renew(runId: string): void {
		this.#renewed.set(runId, this.#clock.monotonic());
	}

	release(runId: string): void {
		this.#renewed.delete(runId);
	}

	/** True once a run's lease has run out; one that was never heard of starts its lease now. */
	isExpired(runId: string): boolean {
		const at = this.#renewed.get(runId);
		if (at === undefined) this.renew(runId);
		return at !== undefined && this.#clock.monotonic() - at > this.leaseMs;
	}

	get(workerId: string): PooledWorker | undefined {
		return this.#workers.get(workerId);
	}

	isAlive(worker: PooledWorker): boolean {
		return this.#clock.monotonic() - worker.seenAt < this.leaseMs;
	}

	all(): PooledWorker[] {
		return [...this.#workers.values()];
	}

	/** Slots of one machine's living workers in which nothing runs, as they last said and as runs have ended since. */
	freeSlots(host: string): number {
		return this.#taking()
			.filter((worker) => worker.host === host)
			.reduce((sum, { slots, running }) => {
				const busy = running.filter(({ runId }) => this.#renewed.has(runId)).length;
				return sum + Math.max(slots - busy, 0);
			}, 0);
	}

	/** Room for runs: the slots of workers that are alive and take more. */
	room(): { slots: number; workers: number } {
		const taking = this.#taking();
		return { slots: taking.reduce((sum, worker) => sum + worker.slots, 0), workers: taking.length };
	}

	#taking(): PooledWorker[] {
		return this.all().filter((worker) => this.isAlive(worker) && !worker.stopping);
	}
}
