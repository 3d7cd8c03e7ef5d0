import { durations } from '../durations.ts';

interface Seen {
	readonly slots: number;
	readonly running: number;
	readonly at: number;
}

/** The workers and leases as the master last heard of them: volatile. Times are monotonic. */
export class WorkerPool {
	readonly #now: () => number;
	readonly #workers = new Map<string, Seen>();
	readonly #renewed = new Map<string, number>();

	constructor(now: () => number) {
		this.#now = now;
	}

	hear(workerId: string, slots: number, running: number): void {
		this.#workers.set(workerId, { slots, running, at: this.#now() });
	}

	forget(workerId: string): void {
		this.#workers.delete(workerId);
	}

	renew(runId: string): void {
		this.#renewed.set(runId, this.#now());
	}

	release(runId: string): void {
		this.#renewed.delete(runId);
	}

	/** A run never heard of in this life starts its lease now. */
	isExpired(runId: string): boolean {
		const at = this.#renewed.get(runId);
		if (at === undefined) this.renew(runId);
		return at !== undefined && this.#now() - at > durations.lease;
	}

	get isBusy(): boolean {
		return [...this.#workers.values()].every((worker) => worker.running >= worker.slots);
	}

	room(): { slots: number; workers: number } {
		const alive = [...this.#workers.values()].filter(({ at }) => this.#now() - at < durations.lease);
		return { slots: alive.reduce((sum, worker) => sum + worker.slots, 0), workers: alive.length };
	}
}
