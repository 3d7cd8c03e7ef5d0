import { sleep, type Chance, type Clock } from '@aegis/shared/clock';
import type { RunKey, RunResult, RunSpec } from '@aegis/shared/domain';
import type { Effects } from '@aegis/shared/effects';
import { failpoint } from '@aegis/shared/failpoint';
import type { Logger } from '@aegis/shared/log';
import { RunCancel, type RunStart } from '@aegis/shared/messages';
import type { WorkConsumer } from '@aegis/shared/queue';
import { claimRun } from './lease/claim.ts';
import type { HeldRun } from './lease/held-run.ts';
import { LeaseKeeper } from './lease/keeper.ts';
import type { MasterLine } from './master-line.ts';
import type { FinishedRun, Journals, ResultStore } from './result/result-store.ts';
import { ResultSpool } from './result/spool.ts';
import type { Watchdog } from './watchdog/watchdog.ts';

/** Carries a run out whose lease is held, whatever becomes of it. Never throws for what can happen to a run. */
export type CarryOut = (
	spec: RunSpec,
	held: HeldRun,
	/** `invitedAt` is on the monotonic clock in milliseconds. */
	about: { readonly invitedAt: number; readonly log: Logger },
) => Promise<RunResult>;

/** What a worker is made of. `startWorker` gives the real ones, the simulation its own. */
export interface WorkerParts {
	readonly workerId: string;
	readonly slots: number;
	readonly heartbeatMs: number;
	/** How long agents have after a stop was asked for to get to the end of a turn. Milliseconds. */
	readonly drainMs: number;
	readonly host: string;
	readonly pid: number;
	readonly clock: Clock;
	readonly chance: Pick<Chance, 'id'>;
	readonly line: MasterLine & AsyncDisposable;
	readonly results: ResultStore;
	/** Absent where runs have no doors that count. */
	readonly journals?: Journals | undefined;
	/** Kills a run from outside this process when its lease is not renewed in time. */
	readonly watchdog: Pick<Watchdog, 'arm' | 'disarm'> & Disposable;
	/** Begins to take invitations, at most `slots` at a time. */
	readonly takeWork: (handle: (start: RunStart) => Promise<void>) => WorkConsumer;
	readonly carryOut: CarryOut;
	readonly effects: Effects;
	readonly log: Logger;
}

/** One worker of the pool: takes runs from the queue, holds their leases, and reports how they ended. */
export class Worker implements AsyncDisposable {
	readonly #parts: WorkerParts;
	readonly #incarnation: string;
	readonly #spool: ResultSpool;
	readonly #keeper: LeaseKeeper;
	readonly #running = new Set<Promise<void>>();
	/** Runs from their invitation to their result: one of them is never taken twice. */
	readonly #taken = new Map<string, RunKey>();
	readonly #stopping = new AbortController();
	readonly #consumer: WorkConsumer;

	constructor(parts: WorkerParts) {
		this.#parts = parts;
		this.#incarnation = parts.chance.id();
		const { workerId, line, clock, log } = parts;
		this.#spool = new ResultSpool({
			store: parts.results,
			clock,
			onUnwritten: (runId, error) =>
				log.error({ err: error, runId }, 'result could not be written to disk, it is told all the same'),
			tell: async (message, id) => {
				try {
					await line.tell('master', message, id);
					failpoint('worker.after-result-send');
					return true;
				} catch (error) {
					log.warn({ err: error, runId: message.run.runId }, 'result could not be told, will retry');
					return false;
				}
			},
		});
		this.#spool.resume();
		for (const message of parts.journals?.unheard() ?? []) this.#tellEnd(message);
		this.#keeper = new LeaseKeeper({
			watchdog: parts.watchdog,
			line,
			clock,
			log,
			heartbeatMs: parts.heartbeatMs,
			slots: parts.slots,
			workerId,
			incarnation: this.#incarnation,
			host: parts.host,
			pid: parts.pid,
			// A run whose claim is not answered yet is ours already where only the answer is on its way.
			unconfirmed: () => [...this.#spool.unconfirmed(), ...this.#taken.values()],
			onAnswer: (asked, renewed, askedAt) => this.#spool.settle(asked, renewed, askedAt),
		});
		this.#consumer = parts.takeWork((start) => this.#track(this.#take(start)));
	}

	async #track(work: Promise<void>): Promise<void> {
		this.#running.add(work);
		try {
			await work;
		} finally {
			this.#running.delete(work);
		}
	}

	/**
	 * Takes a run unless it is here already: the queue may deliver an invitation twice, and the master, which grants a
	 * lease to the same process again, cannot tell the two apart.
	 */
	async #take(start: RunStart): Promise<void> {
		const { runId, cardGid, projectGid, epoch } = start;
		const key: RunKey = { runId, cardGid, projectGid, epoch };
		const log = this.#parts.log.child({ runId, cardGid, projectGid, agent: start.agent });
		const isHere = this.#taken.has(runId) || this.#spool.unconfirmed().some((run) => run.runId === runId);
		if (isHere) {
			log.info('invited again to a run that is here, ignored');
			return;
		}
		this.#taken.set(runId, key);
		let restMs = 0;
		try {
			restMs = await this.#carryThrough(key, log);
		} finally {
			this.#taken.delete(runId);
		}
		// Rejected only because the worker stops.
		if (restMs > 0) await sleep(this.#parts.clock, restMs, this.#stopping.signal).catch(() => {});
	}

	/** Claims one run, carries it out and delivers its result; answers for how long its slot is to take no other. */
	async #carryThrough(key: RunKey, log: Logger): Promise<number> {
		const { workerId, line, clock, carryOut } = this.#parts;
		const invitedAt = clock.monotonic();
		const worker = { workerId, incarnation: this.#incarnation };
		failpoint('worker.before-claim');
		const claim = await claimRun(line, key, worker, { signal: this.#stopping.signal, clock, log });
		if (claim.kind === 'refused') {
			log.info({ why: claim.why }, 'run refused');
			return claim.restMs;
		}
		failpoint('worker.after-claim');
		const held = this.#keeper.hold(key, claim.askedAt, claim.leaseMs);
		let result: RunResult | null = null;
		try {
			result = await carryOut(claim.spec, held, { invitedAt, log });
		} finally {
			try {
				if (result !== null) this.#deliver(result, claim.spec, key, log);
			} finally {
				// Held for ever it would be renewed for ever, and nobody could try again.
				this.#keeper.release(held);
			}
		}
		return 0;
	}

	#deliver(result: RunResult, spec: RunSpec, key: RunKey, log: Logger): void {
		const { workerId } = this.#parts;
		failpoint('worker.before-spool', spec.agent);
		this.#tellEnd({ type: 'run.finished', run: key, workerId, result });
		log.info({ outcome: result.outcome.kind, durationMs: result.durationMs }, 'run finished');
	}

	#tellEnd(message: FinishedRun): void {
		const { effects, journals } = this.#parts;
		this.#spool.deliver(message);
		const { cardGid: card, runId: run } = message.run;
		effects.record({ kind: 'reported', card, run, usd: message.result.costUsd });
		// Only now: whoever dies in between tells it once more, under the same id.
		journals?.drop(run);
	}

	/** Takes what the master says without being asked. */
	hear(message: unknown): void {
		const cancel = RunCancel.safeParse(message);
		if (cancel.success) this.#keeper.cancel(cancel.data.run, cancel.data.why);
	}

	/** Takes nothing new, parks agents at their next turn within `drainMs`, cancels the rest, and reports before it goes. */
	async [Symbol.asyncDispose](): Promise<void> {
		const { clock, drainMs, heartbeatMs, watchdog, line } = this.#parts;
		this.#stopping.abort();
		// One that cannot be paused is closed below.
		const paused = this.#consumer.pause().catch(() => {});
		this.#keeper.announceStop();
		this.#keeper.parkAll();
		const drain = clock.after(drainMs, () => this.#keeper.cancelAll('shutdown'));
		await Promise.allSettled(this.#running);
		drain.cancel();
		await Promise.race([paused, sleep(clock, 500)]);
		// One more heartbeat tells whether the results arrived; those that did not are told at the next start.
		await this.#keeper.beat(Math.max(heartbeatMs * 3, 1_000));
		this.#keeper[Symbol.dispose]();
		watchdog[Symbol.dispose]();
		await this.#consumer[Symbol.asyncDispose]();
		await line[Symbol.asyncDispose]();
	}
}
