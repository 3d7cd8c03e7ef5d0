import { spawn, type ChildProcess } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { Logger } from '@aegis/shared/log';
import { nodeService } from '@aegis/shared/supervision';
import { toMonotonic } from './clock.ts';
import type { Order } from './order.ts';

const guardFile = fileURLToPath(new URL('guard.ts', import.meta.url));

/**
 * Has runs killed from outside this process when their leases may run out: whatever becomes of us, no agent of ours works
 * when another may have its card. The guard is started with the first run, and again where it was killed.
 */
export class Watchdog implements Disposable {
	readonly #scope: string;
	readonly #log: Logger;
	readonly #armed = new Map<string, number>();
	#guard: ChildProcess | null = null;
	#closed = false;

	/** `scope` is the worker's; a run's is below it. */
	constructor(options: { scope: string; log: Logger }) {
		this.#scope = options.scope;
		this.#log = options.log;
	}

	/** The run's processes die at `until`, on this process's monotonic clock in milliseconds, unless told otherwise before. */
	arm(runId: string, until: number): void {
		if (this.#closed) return;
		// The answer to an older question adds nothing.
		const latest = Math.max(this.#armed.get(runId) ?? 0, until);
		this.#armed.set(runId, latest);
		if (this.#guard === null) this.#start();
		else this.#tell(runId, latest);
	}

	disarm(runId: string): void {
		if (this.#armed.delete(runId)) this.#tell(runId, null);
	}

	#start(): void {
		const { PATH, NODE_COMPILE_CACHE } = process.env;
		// Started like every service: other flags would not find its compiled code in the cache.
		const { command, args } = nodeService(guardFile, []);
		const guard = spawn(command, args, {
			// In a group of its own: what stops or ends our group must not reach it.
			detached: true,
			env: { PATH, ...(NODE_COMPILE_CACHE === undefined ? {} : { NODE_COMPILE_CACHE }) },
			stdio: ['pipe', 'ignore', 'ignore'],
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

	#tell(runId: string, until: number | null): void {
		const order: Order = {
			scope: `${this.#scope}/${runId}`,
			until: until === null ? null : toMonotonic(until),
		};
		this.#guard?.stdin?.write(`${JSON.stringify(order)}\n`);
	}

	/** The guard kills what is still armed, and ends. */
	[Symbol.dispose](): void {
		this.#closed = true;
		this.#guard?.stdin?.end();
	}
}
