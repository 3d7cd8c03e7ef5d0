interface Undo {
	readonly rows: Map<string, unknown>;
	readonly key: string;
	readonly before: unknown;
}

/** What a transaction changed, so that it can be taken back, all of it or since a mark. */
export class UndoLog {
	readonly #steps: Undo[] = [];

	note(rows: Map<string, unknown>, key: string): void {
		this.#steps.push({ rows, key, before: rows.get(key) });
	}

	get mark(): number {
		return this.#steps.length;
	}

	undoTo(mark: number): void {
		while (this.#steps.length > mark) {
			const { rows, key, before } = this.#steps.pop() as Undo;
			if (before === undefined) rows.delete(key);
			else rows.set(key, before);
		}
	}

	/** What was changed stays. */
	keep(): void {
		this.#steps.length = 0;
	}
}

/** Rows by key in memory. A row is never changed in place. */
export class Table<Row extends object | number | string> {
	readonly #rows = new Map<string, Row>();
	readonly #log: UndoLog;

	constructor(log: UndoLog) {
		this.#log = log;
	}

	get size(): number {
		return this.#rows.size;
	}

	get(key: string): Row | undefined {
		return this.#rows.get(key);
	}

	has(key: string): boolean {
		return this.#rows.has(key);
	}

	set(key: string, row: Row): void {
		this.#log.note(this.#rows, key);
		this.#rows.set(key, row);
	}

	delete(key: string): void {
		this.#log.note(this.#rows, key);
		this.#rows.delete(key);
	}

	entries(): [string, Row][] {
		return [...this.#rows];
	}

	values(): MapIterator<Row> {
		return this.#rows.values();
	}

	filter(is: (row: Row) => boolean): Row[] {
		const found: Row[] = [];
		for (const row of this.#rows.values()) if (is(row)) found.push(row);
		return found;
	}
}
