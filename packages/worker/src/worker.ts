import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import { Peer } from '@aegis/shared/actor';
import type { RunKey, RunResult, RunSpec } from '@aegis/shared/domain';
import { failpoint } from '@aegis/shared/failpoint';
import type { Logger } from '@aegis/shared/log';
import { RunCancel, type RunStart } from '@aegis/shared/messages';
import { emptyScope } from '@aegis/shared/process';
import { consumeWork, type WorkConsumer } from '@aegis/shared/queue';
import type { Keys } from '@aegis/shared/redis';
import { claimRun } from './lease/claim.ts';
import { LeaseKeeper } from './lease/keeper.ts';
import { leash } from './process/scoped-process.ts';
import { ResultSpool } from './result/spool.ts';
import type { Machine } from './run/context.ts';
import { executeRun } from './run/execute-run.ts';
import { openRun } from './run/open-run.ts';
import { Sweeper } from './sweep/sweeper.ts';
import { Watchdog } from './watchdog/watchdog.ts';

export interface WorkerOptions {
	readonly workerId: string;
	readonly redisUrl: string;
	readonly keys: Keys;
	readonly slots: number;
	readonly heartbeatMs: number;
	/** How long agents have after a stop was asked for to get to the end of a turn. Milliseconds. */
	readonly drainMs: number;
	/** How long what finished cards left behind is kept; 0 keeps it for ever. Milliseconds. */
	readonly keepMs: number;
	readonly machine: Machine;
	/** This process is the worker and nothing else: the watchdog may kill it. */
	readonly ownsProcess: boolean;
	readonly log: Logger;
}

/** One worker of the pool: takes runs from the queue, holds their leases, and reports how they ended. */
export class Worker implements AsyncDisposable {
	readonly #options: WorkerOptions;
	readonly #incarnation = randomUUID();
	readonly #peer: Peer;
	readonly #spool: ResultSpool;
	readonly #keeper: LeaseKeeper;
	readonly #watchdog: Watchdog;
	readonly #sweeper: Sweeper;
	readonly #running = new Set<Promise<void>>();
	/** Runs from their invitation to their result: one of them is never taken twice. */
	readonly #taken = new Map<string, RunKey>();
	readonly #stopping = new AbortController();
	readonly #consumer: WorkConsumer;

	private constructor(options: WorkerOptions) {
		this.#options = options;
		const { workerId, redisUrl, keys, log, slots, heartbeatMs, machine } = options;
		this.#peer = new Peer({
			name: workerId,
			redisUrl,
			keys,
			log,
			onMessage: ({ message }) => this.#hear(message),
		});
		this.#spool = new ResultSpool({
			onUnwritten: (runId, error) =>
				log.error({ err: error, runId }, 'result could not be written to disk, it is told all the same'),
			runs: machine.home.runs,
			workerId,
			tell: async (message, id) => {
				try {
					await this.#peer.tell('master', message, id);
					failpoint('worker.after-result-send');
					return true;
				} catch (error) {
					log.warn({ err: error, runId: message.run.runId }, 'result could not be told, will retry');
					return false;
				}
			},
		});
		this.#peer.start();
		this.#spool.resume();
		this.#watchdog = new Watchdog({ scope: machine.scope, killsUs: options.ownsProcess, log });
		this.#keeper = new LeaseKeeper({
			watchdog: this.#watchdog,
			peer: this.#peer,
			log,
			heartbeatMs,
			slots,
			workerId,
			incarnation: this.#incarnation,
			host: hostname(),
			// A run whose claim is not answered yet is ours already where only the answer is on its way.
			unconfirmed: () => [...this.#spool.unconfirmed(), ...this.#taken.values()],
			onAnswer: (asked, renewed, askedAt) => this.#spool.settle(asked, renewed, askedAt),
		});
		const { home, env } = machine;
		this.#sweeper = new Sweeper({ home, env, peer: this.#peer, log, keepMs: options.keepMs });
		this.#consumer = consumeWork({
			redisUrl,
			keys,
			slots,
			handle: (start) => this.#track(this.#take(start)),
			onError: (error) => log.debug({ err: error }, 'work queue is away'),
		});
	}

	/** Starts taking runs, after everything a dead predecessor of this worker id left alive is gone. */
	static async start(options: WorkerOptions): Promise<Worker> {
		if (!(await emptyScope(options.machine.scope))) {
			options.log.error('processes of an earlier worker could not be killed');
		}
		options.machine.effects.record({ kind: 'started', card: '', worker: options.workerId });
		// Found now, so that the first run need not wait for it.
		leash();
		return new Worker(options);
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
		const log = this.#options.log.child({ runId, cardGid, projectGid, agent: start.agent });
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
		if (restMs > 0) await sleep(restMs, undefined, { signal: this.#stopping.signal }).catch(() => {});
	}

	/** Claims one run, carries it out and delivers its result; answers for how long its slot is to take no other. */
	async #carryThrough(key: RunKey, log: Logger): Promise<number> {
		const { workerId } = this.#options;
		const invitedAt = performance.now();
		const worker = { workerId, incarnation: this.#incarnation };
		failpoint('worker.before-claim');
		const claim = await claimRun(this.#peer, key, worker, { signal: this.#stopping.signal, log });
		if (claim.kind === 'refused') {
			log.info({ why: claim.why }, 'run refused');
			return claim.restMs;
		}
		failpoint('worker.after-claim');
		const held = this.#keeper.hold(key, claim.askedAt, claim.leaseMs);
		let result: RunResult | null = null;
		try {
			const { machine, keys } = this.#options;
			const opened = await openRun(claim.spec, held, machine, {
				peer: this.#peer,
				keys,
				log,
				workerId,
				invitedAt,
			});
			if (opened.kind === 'unusable') {
				result = opened.result;
			} else {
				using _ = opened.run.report;
				result = await executeRun(opened.run);
			}
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
		const { workerId, machine } = this.#options;
		failpoint('worker.before-spool', spec.agent);
		this.#spool.deliver({ type: 'run.finished', run: key, workerId, result });
		const { cardGid: card, runId: run } = key;
		machine.effects.record({ kind: 'reported', card, run, usd: result.costUsd });
		log.info({ outcome: result.outcome.kind, durationMs: result.durationMs }, 'run finished');
	}

	#hear(message: unknown): void {
		const cancel = RunCancel.safeParse(message);
		if (cancel.success) this.#keeper.cancel(cancel.data.run, cancel.data.why);
	}

	/** Takes nothing new, parks agents at their next turn within `drainMs`, cancels the rest, and reports before it goes. */
	async [Symbol.asyncDispose](): Promise<void> {
		this.#stopping.abort();
		this.#sweeper[Symbol.dispose]();
		// One that cannot be paused is closed below.
		const paused = this.#consumer.pause().catch(() => {});
		this.#keeper.announceStop();
		this.#keeper.parkAll();
		const drain = setTimeout(() => this.#keeper.cancelAll('shutdown'), this.#options.drainMs);
		await Promise.allSettled(this.#running);
		clearTimeout(drain);
		await Promise.race([paused, new Promise((resolve) => setTimeout(resolve, 500))]);
		// One more heartbeat tells whether the results arrived; those that did not are told at the next start.
		await this.#keeper.beat();
		this.#keeper[Symbol.dispose]();
		this.#watchdog[Symbol.dispose]();
		await this.#consumer[Symbol.asyncDispose]();
		await this.#peer[Symbol.asyncDispose]();
	}
}
