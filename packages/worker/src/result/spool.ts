import type { Clock } from '@aegis/shared/clock';
import type { RunKey } from '@aegis/shared/domain';
import { failpoint } from '@aegis/shared/failpoint';
import type { WorkerRenewed } from '@aegis/shared/messages';
import { isResultHeard } from '../core/result-heard.ts';
import type { FinishedRun, ResultStore } from './result-store.ts';

/** Tells the master; false when the message could not be sent. */
type Tell = (message: FinishedRun, id: string) => Promise<boolean>;

/**
 * The results of this worker's runs, kept until the master has them.
 *
 * S1 a result is on disk, synced, before anybody is told of it, unless the disk takes nothing; S2 it is told again, under the same message id, until
 * the master says that it is settled: of a run it gave up it must still hear what it cost.
 */
export class ResultSpool {
	readonly #store: ResultStore;
	readonly #clock: Clock;
	readonly #tell: Tell;
	readonly #onUnwritten: (runId: string, error: unknown) => void;
	readonly #unconfirmed = new Map<string, { readonly message: FinishedRun; toldAt: number; sent: boolean }>();

	constructor(options: {
		store: ResultStore;
		clock: Clock;
		tell: Tell;
		onUnwritten: (runId: string, error: unknown) => void;
	}) {
		this.#store = options.store;
		this.#clock = options.clock;
		this.#tell = options.tell;
		this.#onUnwritten = options.onUnwritten;
	}

	/** Tells again what a process of this worker id before us could not get confirmed. */
	resume(): void {
		for (const message of this.#store.list()) this.#send(message);
	}

	/** Keeps a result, then tells the master. */
	deliver(message: FinishedRun): void {
		const { runId } = message.run;
		try {
			this.#store.keep(message);
		} catch (error) {
			// A full disk: what was done and paid for is worth more than the certainty that we survive to repeat it.
			this.#onUnwritten(runId, error);
		}
		failpoint('worker.after-spool');
		this.#send(message);
	}

	unconfirmed(): RunKey[] {
		return [...this.#unconfirmed.values()].map(({ message }) => message.run);
	}

	/** Learns from a heartbeat's answer which results arrived. Answers to questions older than the telling say nothing. */
	settle(asked: readonly RunKey[], renewed: WorkerRenewed, askedAt: number): void {
		for (const { runId } of asked) {
			const entry = this.#unconfirmed.get(runId);
			if (entry === undefined || entry.toldAt > askedAt) continue;
			const { costUsd } = entry.message.result;
			if (!entry.sent || !isResultHeard({ runId, costUsd }, renewed)) {
				this.#send(entry.message);
			} else {
				failpoint('worker.after-confirm');
				this.#unconfirmed.delete(runId);
				this.#store.drop(runId);
			}
		}
	}

	#send(message: FinishedRun): void {
		const entry = { message, toldAt: this.#clock.monotonic(), sent: false };
		this.#unconfirmed.set(message.run.runId, entry);
		void this.#tell(message, `finished-${message.run.runId}-${message.run.epoch}`).then(
			(sent) => (entry.sent = sent),
		);
	}
}
