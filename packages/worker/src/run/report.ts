import { closeSync, mkdirSync, openSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import type { RunnerEvent } from '@aegis/agents/runner';
import type { Logger } from '@aegis/shared/log';
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

/** Passes on what a run's agent does: every event to the transcript, what people can read to the live view. */
export class RunReport implements Disposable {
	readonly #log: Logger;
	readonly #onProgress: (progress: Progress) => void;
	readonly #onText: (text: string, costUsd: number) => void;
	readonly #transcript: number;
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
		mkdirSync(options.folder, { recursive: true, mode: 0o700 });
		this.#transcript = openSync(join(options.folder, 'transcript.jsonl'), 'a', 0o600);
	}

	/** This run's cost as far as it was seen; an estimate. */
	get costUsd(): number {
		return this.#progress.costUsd;
	}

	/** Says what the worker itself is doing. */
	note(activity: string): void {
		this.#write({ type: 'note', text: activity });
		this.#show({ ...this.#progress, activity });
		this.#onText(activity, this.costUsd);
	}

	event(event: RunnerEvent): void {
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
		try {
			writeSync(
				this.#transcript,
				`${JSON.stringify(entry, (_, value: unknown) => (typeof value === 'string' ? value.slice(0, textLimit) : value))}\n`,
			);
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
