import type { ServerSight } from '@aegis/shared/redis';
import type { RunKey } from '@aegis/shared/domain';
import type { Random } from '../random.ts';

/** What travels; `at` is the sender's wall clock. */
export interface Letter {
	readonly id: string;
	readonly from: string;
	readonly at: number;
	readonly replyTo?: string | undefined;
	readonly correlationId?: string | undefined;
	readonly message: { readonly type: string };
}

/** An invitation to a run. */
export interface Job {
	readonly id: string;
	readonly run: RunKey;
}

const heartbeats: ReadonlySet<string> = new Set(['worker.heartbeat', 'worker.renewed']);

interface Contents {
	readonly streams: Map<string, Letter[]>;
	readonly waiting: Job[];
	readonly active: Map<string, Job>;
	readonly seen: Set<string>;
	/** Which Redis this is, and how often it was looked at. */
	readonly incarnation: number;
	ticks: number;
}

/** Mailboxes and the work queue: nobody's truth, may be wiped or set back at any time. */
export class Redis {
	#contents: Contents = empty(0);
	#saved: Contents = empty(0);
	/** Counts the starts of its server. */
	#server = 0;
	/** Messages nobody could handle. */
	readonly buried: { readonly to: string; readonly reason: string; readonly id: string }[] = [];
	/** Counts; what an actor compares to notice a loss. */
	losses = 0;
	awayUntil = 0;
	readonly #onMail: (to: string) => void;
	readonly #onJob: () => void;

	constructor(onMail: (to: string) => void, onJob: () => void) {
		this.#onMail = onMail;
		this.#onJob = onJob;
	}

	post(to: string, letter: Letter): void {
		const stream = this.#contents.streams.get(to);
		if (stream === undefined) this.#contents.streams.set(to, [letter]);
		else stream.push(letter);
		this.#onMail(to);
	}

	/** The oldest letters, which stay until they are acknowledged. */
	peek(of: string, count: number): readonly Letter[] {
		return this.#contents.streams.get(of)?.slice(0, count) ?? [];
	}

	acknowledge(of: string, letters: readonly Letter[]): void {
		const stream = this.#contents.streams.get(of);
		if (stream === undefined) return;
		for (const letter of letters) {
			const place = stream.indexOf(letter);
			if (place >= 0) stream.splice(place, 1);
		}
	}

	/** Adds a job, unless one with its id is known. */
	invite(job: Job): void {
		if (this.#contents.seen.has(job.id)) return;
		this.#contents.seen.add(job.id);
		this.#contents.waiting.push(job);
		this.#onJob();
	}

	takeJob(): Job | null {
		const job = this.#contents.waiting.shift();
		if (job === undefined) return null;
		this.#contents.active.set(job.id, job);
		return job;
	}

	finishJob(job: Job): void {
		this.#contents.active.delete(job.id);
	}

	/** The queue gives a job it believes stalled to another worker. */
	stall(job: Job): void {
		if (!this.#contents.active.delete(job.id)) return;
		this.#contents.waiting.push(job);
		this.#onJob();
	}

	/** Nothing is on its way but what is said every few seconds anyway. */
	get isQuiet(): boolean {
		if (this.#contents.waiting.length > 0) return false;
		for (const stream of this.#contents.streams.values())
			if (stream.some(({ message }) => !heartbeats.has(message.type))) return false;
		return true;
	}

	/** How it looks to somebody who looks for losses. */
	sight(): ServerSight {
		const { incarnation } = this.#contents;
		return { incarnation: `${incarnation}`, server: `${this.#server}`, tick: ++this.#contents.ticks };
	}

	bury(letter: { readonly to: string; readonly reason: string; readonly id: string }): void {
		this.buried.push(letter);
	}

	save(): void {
		this.#saved = copy(this.#contents);
	}

	/** Loses everything, or everything since the last `save`. */
	lose(random: Random): void {
		this.losses++;
		this.#server++;
		this.#contents = random.chance(0.5) ? empty(this.losses) : copy(this.#saved);
		for (const to of this.#contents.streams.keys()) this.#onMail(to);
		if (this.#contents.waiting.length > 0) this.#onJob();
	}
}

function empty(incarnation: number): Contents {
	return { streams: new Map(), waiting: [], active: new Map(), seen: new Set(), incarnation, ticks: 0 };
}

function copy({ streams, waiting, active, seen, incarnation, ticks }: Contents): Contents {
	return {
		streams: new Map([...streams].map(([name, letters]) => [name, [...letters]])),
		waiting: [...waiting],
		active: new Map(active),
		seen: new Set(seen),
		incarnation,
		ticks,
	};
}
