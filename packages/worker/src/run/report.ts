import { appendFileSync, closeSync, mkdirSync, openSync, writeFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import type { CheckReport } from '@aegis/agents/agents';
import type { RunnerEvent } from '@aegis/agents/runner';
import type { Logger } from '@aegis/shared/log';
import { redact, redactDeep } from '@aegis/shared/redaction';
import { describeEvent } from '../core/activity.ts';

/** What a run is doing now, for the master and for people who watch. */
export interface Progress {
	readonly costUsd: number;
	readonly activity: string;
	readonly sessionId: string | null;
}

/** At most one message to the master in this time. Milliseconds. */
const progressMs = 500;
/** Characters of one event's text that the transcript keeps. */
const textLimit = 20_000;

/**
 * Passes on what a run's agent does: every event to the transcript, what people can read to the live view. No secret that is
 * known here gets that far.
 */
export class RunReport implements Disposable {
	readonly #log: Logger;
	readonly #onProgress: (progress: Progress) => void;
	readonly #onText: (text: string, costUsd: number) => void;
	readonly #transcript: number;
	readonly #folder: string;
	#progress: Progress = { costUsd: 0, activity: 'starting', sessionId: null };
	#timer: NodeJS.Timeout | undefined;
	#broken = false;

	constructor(options: {
		folder: string;
		log: Logger;
		onProgress: (progress: Progress) => void;
		onText: (text: string, costUsd: number) => void;
	}) {
		this.#log = options.log;
		this.#onProgress = options.onProgress;
		this.#onText = options.onText;
		this.#folder = options.folder;
		mkdirSync(options.folder, { recursive: true, mode: 0o700 });
		this.#transcript = openSync(join(options.folder, 'transcript.jsonl'), 'a', 0o600);
	}

	/** This run's cost as far as it was seen; an estimate. */
	get costUsd(): number {
		return this.#progress.costUsd;
	}

	/** Says what the worker itself is doing. */
	note(said: string): void {
		const activity = redact(said);
		this.#write({ type: 'note', text: activity });
		this.#show({ ...this.#progress, activity });
		this.#onText(activity, this.costUsd);
	}

	/** What the agent was told, kept whole beside the transcript as `prompt.md`. */
	prompt(text: string): void {
		this.#keep(() => writeFileSync(join(this.#folder, 'prompt.md'), redact(text), { mode: 0o600 }));
	}

	/** A command of the project's own and what it gave, kept as a line of `checks.jsonl`; `where` is the tree it ran in. */
	checked(where: 'worktree' | 'merge', report: CheckReport): void {
		const line = `${JSON.stringify({ at: Date.now(), where, ...redactDeep(report) })}\n`;
		this.#keep(() => appendFileSync(join(this.#folder, 'checks.jsonl'), line, { mode: 0o600 }));
		const seconds = (report.durationMs / 1_000).toFixed(1);
		this.note(
			report.exitCode === 0
				? `${report.command} passed in ${seconds} s`
				: `${report.command} failed with exit code ${report.exitCode} after ${seconds} s`,
		);
	}

	event(told: RunnerEvent): void {
		const event = redactDeep(told);
		this.#write(event);
		const text = describeEvent(event);
		const { costUsd, activity, sessionId } = this.#progress;
		this.#show({
			costUsd: event.type === 'cost' ? event.costUsd : costUsd,
			sessionId: event.type === 'session' ? event.sessionId : sessionId,
			activity: text ?? activity,
		});
		if (text !== null) this.#onText(text, this.costUsd);
	}

	#show(progress: Progress): void {
		this.#progress = progress;
		this.#timer ??= setTimeout(() => {
			this.#timer = undefined;
			this.#onProgress(this.#progress);
		}, progressMs);
	}

	/** Written at once: what a killed worker had seen is then on disk, and a fast agent cannot fill our memory. */
	#write(event: object): void {
		const entry = { at: Date.now(), ...event };
		this.#keep(() =>
			writeSync(
				this.#transcript,
				`${JSON.stringify(entry, (_, value: unknown) => (typeof value === 'string' ? value.slice(0, textLimit) : value))}\n`,
			),
		);
	}

	/** A run goes on without its records where the disk takes no more. */
	#keep(write: () => void): void {
		try {
			write();
		} catch (error) {
			if (!this.#broken) this.#log.warn({ err: error }, 'transcript could not be written');
			this.#broken = true;
		}
	}

	[Symbol.dispose](): void {
		clearTimeout(this.#timer);
		closeSync(this.#transcript);
	}
}
