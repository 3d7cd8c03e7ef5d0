import type { WorkerParts } from '@aegis/worker/shell';
import type { Process } from '../process.ts';

type Deadlines = Parameters<WorkerParts['watchdog']['arm']>[1];

/**
 * The process beside a worker that ends what the worker did not let go of in time. Where the whole machine stands still
 * so does it, and is the first to do something when that goes on.
 */
export class GuardDog {
	readonly #process: Process;
	readonly #awake: boolean;
	readonly #killRun: (runId: string) => void;
	readonly #killWorker: () => void;
	readonly #armed = new Map<string, { readonly until: Deadlines; live: boolean }>();

	constructor(
		process: Process,
		awake: boolean,
		on: { killRun: (runId: string) => void; killWorker: () => void },
	) {
		this.#process = process;
		this.#awake = awake;
		this.#killRun = on.killRun;
		this.#killWorker = on.killWorker;
	}

	arm(runId: string, until: Deadlines): void {
		if (!this.#awake) return;
		const before = this.#armed.get(runId);
		if (before !== undefined && before.until.worker > until.worker) return;
		this.disarm(runId);
		const armed = { until, live: true };
		this.#armed.set(runId, armed);
		const plan = (at: number, end: () => void): void => {
			const left = Math.max(0, at - this.#process.monotonicNow);
			this.#process.later(left, () => armed.live && end(), true);
		};
		plan(until.processes, () => this.#killRun(runId));
		plan(until.worker, () => this.#killWorker());
	}

	disarm(runId: string): void {
		const armed = this.#armed.get(runId);
		if (armed !== undefined) armed.live = false;
		this.#armed.delete(runId);
	}

	[Symbol.dispose](): void {}
}
