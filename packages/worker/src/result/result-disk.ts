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
import { RunFinished } from '@aegis/shared/messages';
import type { FinishedRun, ResultStore } from './result-store.ts';

/** Results as files below `$AEGIS_HOME/runs`: one per worker and run that is not confirmed, one more to stay with the run. */
export class ResultDisk implements ResultStore {
	readonly #runs: string;
	readonly #folder: string;

	constructor(runs: string, workerId: string) {
		this.#runs = runs;
		this.#folder = join(runs, '.unsent', workerId);
		mkdirSync(this.#folder, { recursive: true, mode: 0o700 });
	}

	list(): FinishedRun[] {
		const messages: FinishedRun[] = [];
		for (const name of readdirSync(this.#folder)) {
			if (!name.endsWith('.json')) continue;
			const message = readResult(join(this.#folder, name));
			if (message === null) rmSync(join(this.#folder, name), { force: true });
			else messages.push(message);
		}
		return messages;
	}

	keep(message: FinishedRun): void {
		const { runId } = message.run;
		const unsent = join(this.#folder, `${runId}.json`);
		writeDurably(unsent, JSON.stringify(message));
		const kept = join(this.#runs, runId, 'result.json');
		if (!existsSync(kept)) linkSync(unsent, kept);
	}

	drop(runId: string): void {
		rmSync(join(this.#folder, `${runId}.json`), { force: true });
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
