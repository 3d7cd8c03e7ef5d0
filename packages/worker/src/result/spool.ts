import {
	closeSync,
	existsSync,
	fsyncSync,
	linkSync,
	mkdirSync,
	openSync,
	readFileSync,
	readdirSync,
	renameSync,
	rmSync,
	writeSync,
} from 'node:fs';
import { join } from 'node:path';
import type { RunKey } from '@aegis/shared/domain';
import { failpoint } from '@aegis/shared/failpoint';
import { RunFinished, type WorkerRenewed } from '@aegis/shared/messages';
import type { z } from 'zod';
import { isResultHeard } from '../core/result-heard.ts';

/** Tells the master; false when the message could not be sent. */
type Tell = (message: FinishedRun, id: string) => Promise<boolean>;

export type FinishedRun = z.infer<typeof RunFinished>;

/**
 * The results of this worker's runs on disk, until the master has them.
 *
 * S1 a result is on disk, synced, before anybody is told of it, unless the disk takes nothing; S2 it is told again, under the same message id, until
 * the master says that it is settled: of a run it gave up it must still hear what it cost.
 */
export class ResultSpool {
	readonly #runs: string;
	readonly #folder: string;
	readonly #tell: Tell;
	readonly #onUnwritten: (runId: string, error: unknown) => void;
	readonly #unconfirmed = new Map<string, { readonly message: FinishedRun; toldAt: number; sent: boolean }>();

	constructor(options: {
		runs: string;
		workerId: string;
		tell: Tell;
		onUnwritten: (runId: string, error: unknown) => void;
	}) {
		this.#runs = options.runs;
		this.#folder = join(options.runs, '.unsent', options.workerId);
		this.#tell = options.tell;
		this.#onUnwritten = options.onUnwritten;
		mkdirSync(this.#folder, { recursive: true, mode: 0o700 });
	}

	/** Tells again what a process of this worker id before us could not get confirmed. */
	resume(): void {
		for (const name of readdirSync(this.#folder)) {
			if (!name.endsWith('.json')) continue;
			const message = readResult(join(this.#folder, name));
			if (message === null) rmSync(join(this.#folder, name), { force: true });
			else this.#send(message);
		}
	}

	/** Writes a result to disk, then tells the master. */
	deliver(message: FinishedRun): void {
		const { runId } = message.run;
		try {
			const unsent = join(this.#folder, `${runId}.json`);
			writeDurably(unsent, JSON.stringify(message));
			const kept = join(this.#runs, runId, 'result.json');
			if (!existsSync(kept)) linkSync(unsent, kept);
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
				rmSync(join(this.#folder, `${runId}.json`), { force: true });
			}
		}
	}

	#send(message: FinishedRun): void {
		const entry = { message, toldAt: performance.now(), sent: false };
		this.#unconfirmed.set(message.run.runId, entry);
		void this.#tell(message, `finished-${message.run.runId}-${message.run.epoch}`).then(
			(sent) => (entry.sent = sent),
		);
	}
}

function readResult(file: string): FinishedRun | null {
	try {
		return RunFinished.parse(JSON.parse(readFileSync(file, 'utf8')));
	} catch {
		return null;
	}
}

function writeDurably(file: string, text: string): void {
	const temporary = `${file}.tmp`;
	const handle = openSync(temporary, 'w', 0o600);
	try {
		writeSync(handle, text);
		fsyncSync(handle);
	} finally {
		closeSync(handle);
	}
	renameSync(temporary, file);
}
