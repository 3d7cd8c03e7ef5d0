import { appendFileSync, mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { RunKey } from '@aegis/shared/domain';
import { endOfJournal, tellRun, tellSpent } from '../core/spending-journal.ts';
import type { FinishedRun, Journals } from './result-store.ts';

/**
 * What the runs of a worker spend, written as they spend it: one file for each run whose result is not written yet. Written at
 * once, so that a kill of the worker takes nothing back.
 */
export class JournalDisk implements Journals {
	readonly #folder: string;
	readonly #workerId: string;

	constructor(runs: string, workerId: string) {
		this.#workerId = workerId;
		this.#folder = join(runs, '.spending', workerId);
		mkdirSync(this.#folder, { recursive: true, mode: 0o700 });
	}

	open(run: RunKey): void {
		appendFileSync(this.#file(run.runId), tellRun(run), { mode: 0o600 });
	}

	note(runId: string, money: { readonly spentUsd: number; readonly reservedUsd: number }): void {
		appendFileSync(this.#file(runId), tellSpent(money), { mode: 0o600 });
	}

	unheard(): FinishedRun[] {
		return readdirSync(this.#folder).flatMap(
			(name) => endOfJournal(readFileSync(join(this.#folder, name), 'utf8'), this.#workerId) ?? [],
		);
	}

	drop(runId: string): void {
		rmSync(this.#file(runId), { force: true });
	}

	#file(runId: string): string {
		return join(this.#folder, `${runId}.jsonl`);
	}
}
