interface Event {
	readonly at: number;
	readonly order: number;
	readonly run: () => void;
}

/** Virtual time: what was planned happens in order of its time, then of its planning. Milliseconds, monotonic. */
export class EventLoop {
	now = 0;
	handled = 0;
	/** Of these, timers of a service: most are a look at nothing. */
	ticks = 0;
	#order = 0;
	readonly #heap: Event[] = [];
	#owes = false;

	/** `first` puts it before everything else of that moment. */
	at(at: number, run: () => void, first = false): void {
		const heap = this.#heap;
		const event = { at, order: first ? -1 : ++this.#order, run };
		let hole = heap.length;
		heap.push(event);
		while (hole > 0) {
			const parent = (hole - 1) >> 1;
			const above = heap[parent] as Event;
			if (!isBefore(event, above)) break;
			heap[hole] = above;
			hole = parent;
		}
		heap[hole] = event;
	}

	after(ms: number, run: () => void): void {
		this.at(this.now + ms, run);
	}

	/** Lets one event happen. False when nothing is planned. */
	step(): boolean {
		const heap = this.#heap;
		const [next] = heap;
		const last = heap.pop();
		if (next === undefined || last === undefined) return false;
		if (heap.length > 0) this.#sink(last);
		if (next.at > this.now) this.now = next.at;
		this.handled++;
		next.run();
		return true;
	}

	/** Code was entered that goes on asynchronously: `settle` waits until it can go no further. */
	owe(): void {
		this.#owes = true;
	}

	get owes(): boolean {
		return this.#owes;
	}

	/**
	 * Lets everything that was begun go as far as it can without time passing. Nothing here waits for the machine, so
	 * that is when no promise is left that could be fulfilled: a turn of the machine's own event loop comes after that.
	 */
	async settle(): Promise<void> {
		this.#owes = false;
		await new Promise((resolve) => setImmediate(resolve));
	}

	/** Jumps: what was due meanwhile is late, as after a machine has slept. */
	skip(ms: number): void {
		this.now += ms;
	}

	#sink(event: Event): void {
		const heap = this.#heap;
		let hole = 0;
		for (;;) {
			let child = 2 * hole + 1;
			if (child >= heap.length) break;
			const right = heap[child + 1];
			if (right !== undefined && isBefore(right, heap[child] as Event)) child++;
			const smaller = heap[child] as Event;
			if (!isBefore(smaller, event)) break;
			heap[hole] = smaller;
			hole = child;
		}
		heap[hole] = event;
	}
}

function isBefore(a: Event, b: Event): boolean {
	return a.at < b.at || (a.at === b.at && a.order < b.order);
}
