/** What a page is told: an event with its place in the log. */
export interface LoggedEvent {
	readonly id: string;
	readonly event: object;
}

/**
 * The newest live events, numbered, for pages that come back: what one missed is told again, and one that was away for
 * too long is told to read everything anew. Numbers begin with each process, so ids name it.
 */
export class EventLog {
	readonly #process: string;
	readonly #limit: number;
	#events: LoggedEvent[] = [];
	#count = 0;

	constructor(process: string, limit = 2_000) {
		this.#process = process;
		this.#limit = limit;
	}

	/** The id of the newest event, or of the time before the first. */
	get latest(): string {
		return `${this.#process}-${this.#count}`;
	}

	add(event: object): LoggedEvent {
		this.#count++;
		const logged = { id: this.latest, event };
		this.#events.push(logged);
		// Cut rarely: an array loses its head in one go.
		if (this.#events.length > this.#limit * 1.5) this.#events = this.#events.slice(-this.#limit);
		return logged;
	}

	/** The events after this id; null where that cannot be told, and everything must be read anew. */
	since(id: string): readonly LoggedEvent[] | null {
		const match = /^(.*)-(\d+)$/.exec(id);
		if (match === null || match[1] !== this.#process) return null;
		const missed = this.#count - Number(match[2]);
		if (missed < 0 || missed > this.#events.length) return null;
		return missed === 0 ? [] : this.#events.slice(-missed);
	}
}
