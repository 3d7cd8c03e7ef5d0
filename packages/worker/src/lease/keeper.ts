import { every, type Clock, type Timer } from '@aegis/shared/clock';
import type { RunKey } from '@aegis/shared/domain';
import type { Logger } from '@aegis/shared/log';
import { WorkerRenewed } from '@aegis/shared/messages';
import { deadlinesFor, judgeRenewal } from '../core/lease.ts';
import type { MasterLine } from '../master-line.ts';
import type { Watchdog } from '../watchdog/watchdog.ts';
import { HeldRun } from './held-run.ts';

const rememberedCancels = 200;
/** Milliseconds an answer to a heartbeat is waited for: a late one proves the leases from when it was asked for. */
const answerMs = 10_000;

export interface KeeperOptions {
	readonly line: Pick<MasterLine, 'ask'>;
	readonly clock: Clock;
	readonly log: Logger;
	readonly heartbeatMs: number;
	readonly slots: number;
	readonly workerId: string;
	readonly incarnation: string;
	readonly host: string;
	readonly pid: number;
	/** Kills a run from outside this process when its lease is not renewed in time. */
	readonly watchdog: Pick<Watchdog, 'arm' | 'disarm'>;
	/** Finished runs whose results the master has not confirmed: they are asked about too. */
	readonly unconfirmed: () => readonly RunKey[];
	/** Called with what was asked about and the master's answer. */
	readonly onAnswer: (asked: readonly RunKey[], renewed: WorkerRenewed, askedAt: number) => void;
}

/** Keeps the leases of all runs of this worker with one heartbeat, and says so to each run that lost its own. */
export class LeaseKeeper implements Disposable {
	readonly #options: KeeperOptions;
	readonly #runs = new Map<string, HeldRun>();
	readonly #timer: Timer;
	/** Cancels of runs that are not held yet: one may overtake the answer to our own claim. */
	readonly #cancelled = new Map<string, { readonly epoch: number; readonly why: string }>();
	#stopping = false;

	constructor(options: KeeperOptions) {
		this.#options = options;
		this.#timer = every(options.clock, options.heartbeatMs, () => void this.beat());
		void this.beat();
	}

	/** Takes over a lease that was just granted. */
	hold(key: RunKey, askedAt: number, leaseMs: number): HeldRun {
		const run = new HeldRun(key, { askedAt, leaseMs }, this.#options.clock);
		this.#runs.set(key.runId, run);
		this.#options.watchdog.arm(key.runId, deadlinesFor(askedAt, leaseMs));
		const early = this.#cancelled.get(key.runId);
		if (early !== undefined) this.cancel({ ...key, epoch: early.epoch }, early.why);
		return run;
	}

	release(run: HeldRun): void {
		run[Symbol.dispose]();
		this.#runs.delete(run.key.runId);
		this.#options.watchdog.disarm(run.key.runId);
	}

	/** Stops a run somebody cancelled; a cancel of an earlier epoch means nothing now. */
	cancel(key: RunKey, why: string): void {
		const run = this.#runs.get(key.runId);
		if (run === undefined) return this.#remember(key, why);
		if (key.epoch >= run.key.epoch) run.stop({ kind: 'cancelled', why });
	}

	#remember({ runId, epoch }: RunKey, why: string): void {
		this.#cancelled.set(runId, { epoch, why });
		const [oldest] = this.#cancelled.keys();
		if (this.#cancelled.size > rememberedCancels && oldest !== undefined) this.#cancelled.delete(oldest);
	}

	/** Lets every run end at its next turn. */
	parkAll(): void {
		for (const run of this.#runs.values()) run.park();
	}

	cancelAll(why: string): void {
		for (const run of this.#runs.values()) run.stop({ kind: 'cancelled', why });
	}

	/** Tells the master, from the next heartbeat on, that no further runs are wanted. */
	announceStop(): void {
		this.#stopping = true;
		void this.beat();
	}

	/** Asks once for the renewal of everything held. An answer that does not come within `waitMs` renews nothing. */
	async beat(waitMs = answerMs): Promise<void> {
		const { line, clock, workerId, incarnation, host, pid, slots } = this.#options;
		const asked = [
			...new Map([...this.#options.unconfirmed(), ...this.#keys()].map((key) => [key.runId, key])).values(),
		];
		const askedAt = clock.monotonic();
		const question = {
			type: 'worker.heartbeat',
			workerId,
			incarnation,
			host,
			pid,
			slots,
			running: asked,
			stopping: this.#stopping,
		};
		try {
			const reply = await line.ask('master', question, { timeoutMs: waitMs });
			const renewed = WorkerRenewed.parse(reply.message);
			for (const { runId } of asked) this.#settle(runId, renewed, askedAt);
			this.#options.onAnswer(asked, renewed, askedAt);
		} catch (error) {
			this.#options.log.debug({ err: error }, 'heartbeat got no answer');
		}
	}

	#settle(runId: string, renewed: WorkerRenewed, askedAt: number): void {
		const run = this.#runs.get(runId);
		if (run === undefined) return;
		switch (judgeRenewal(runId, renewed)) {
			case 'held':
				this.#options.watchdog.arm(runId, deadlinesFor(askedAt, renewed.leaseMs));
				return run.renew(askedAt, renewed.leaseMs);
			case 'stop': {
				const why = renewed.stop?.find((stopped) => stopped.runId === runId)?.why;
				return run.stop({ kind: 'cancelled', why: why ?? 'told to' });
			}
			case 'lost':
				// Asked while the claim was still under way: the master may not have granted it yet.
				if (askedAt < run.heldAt) return;
				return run.stop({ kind: 'lost', why: 'the master gave the run up' });
			case 'unknown':
				return;
		}
	}

	#keys(): RunKey[] {
		return [...this.#runs.values()].map((run) => run.key);
	}

	[Symbol.dispose](): void {
		this.#timer.cancel();
		for (const run of this.#runs.values()) run[Symbol.dispose]();
	}
}
