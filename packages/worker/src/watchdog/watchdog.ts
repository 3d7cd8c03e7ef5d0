import { spawn, type ChildProcess } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { Logger } from '@aegis/shared/log';
import { nodeService } from '@aegis/shared/supervision';
import type { Deadlines } from '../core/lease.ts';
import { toMonotonic } from './clock.ts';
import type { Order } from './order.ts';

const guardFile = fileURLToPath(new URL('guard.ts', import.meta.url));

/**
 * Has runs killed from outside this process when their leases may run out, and then this process where it has not let go
 * of them: whatever becomes of us, nothing of ours touches a card that another may have. The guard is started with the
 * first run, and again where it was killed.
 */
export class Watchdog implements Disposable {
	readonly #scope: string;
	readonly #log: Logger;
	readonly #killsUs: boolean;
	readonly #armed = new Map<string, Deadlines>();
	#guard: ChildProcess | null = null;
	#closed = false;

	/** `scope` is the worker's; a run's is below it. `killsUs`: this process is the worker's own, and may be killed. */
	constructor(options: { scope: string; killsUs: boolean; log: Logger }) {
		this.#scope = options.scope;
		this.#killsUs = options.killsUs;
		this.#log = options.log;
	}

	/** The run is ended at `until`, on this process's monotonic clock in milliseconds, unless told otherwise before. */
	arm(runId: string, until: Deadlines): void {
		if (this.#closed) return;
		const before = this.#armed.get(runId);
		// The answer to an older question adds nothing.
		const latest = before !== undefined && before.worker > until.worker ? before : until;
		this.#armed.set(runId, latest);
		if (this.#guard === null) this.#start();
		else this.#tell(runId, latest);
	}

	/** We have let go of the run: nothing is done for it any more. */
	disarm(runId: string): void {
		if (this.#armed.delete(runId)) this.#tell(runId, null);
	}

	#start(): void {
		const { PATH, NODE_COMPILE_CACHE } = process.env;
		// Started like every service: other flags would not find its compiled code in the cache.
		const { command, args } = nodeService(guardFile, this.#killsUs ? ['--worker', String(process.pid)] : []);
		const guard = spawn(command, args, {
			// In a group of its own: what stops or ends our group must not reach it.
			detached: true,
			env: { PATH, ...(NODE_COMPILE_CACHE === undefined ? {} : { NODE_COMPILE_CACHE }) },
			// It says on our stdout, the log, whom it killed.
			stdio: ['pipe', 'inherit', 'ignore'],
		});
		this.#guard = guard;
		guard.stdin.on('error', () => {});
		guard.once('error', () => this.#replace(guard)).once('exit', () => this.#replace(guard));
		guard.unref();
		for (const [runId, until] of this.#armed) this.#tell(runId, until);
	}

	#replace(guard: ChildProcess): void {
		if (this.#guard !== guard) return;
		this.#guard = null;
		if (this.#closed || this.#armed.size === 0) return;
		this.#log.warn({ guardPid: guard.pid }, 'the watchdog ended, starting another');
		this.#start();
	}

	#tell(runId: string, until: Deadlines | null): void {
		const order: Order = {
			scope: `${this.#scope}/${runId}`,
			until:
				until === null
					? null
					: { processes: toMonotonic(until.processes), worker: toMonotonic(until.worker) },
		};
		this.#guard?.stdin?.write(`${JSON.stringify(order)}\n`);
	}

	/** The guard kills what is still armed, and ends. */
	[Symbol.dispose](): void {
		this.#closed = true;
		this.#guard?.stdin?.end();
	}
}
