import { parentPort, workerData } from 'node:worker_threads';
import { allGuardsBut, takeOut, type GuardName } from '../guards.ts';

/** What a thread is told. `shared` holds the next place in the range, and the lowest place a violation was found at. */
export interface Order {
	readonly from: number;
	readonly seeds: number;
	readonly steps: number;
	readonly missing: GuardName | null;
	readonly shared: Int32Array;
}

/** What a thread tells: how far it is, or which seed broke what. */
export type Word =
	| {
			readonly kind: 'done';
			readonly seeds: number;
			readonly events: number;
			readonly reached: readonly string[];
	  }
	| { readonly kind: 'broken'; readonly place: number; readonly violations: number; readonly text: string };

/** Seeds a thread takes at a time. */
const portion = 20;

// oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread's port has no origin
await play(workerData as Order, (word) => parentPort?.postMessage(word));

/** Plays portions of the range until it is through, or until a violation was found before what is left. */
async function play(
	{ from, seeds, steps, missing, shared }: Order,
	tell: (word: Word) => void,
): Promise<void> {
	if (missing !== null) takeOut(missing);
	// What they are made of is loaded with the guard taken out.
	const { simulate } = await import('../simulate.ts');
	const { describeViolation } = await import('../report.ts');
	const { reachedInvariants } = await import('@aegis/shared/invariant');
	const guards = allGuardsBut(missing);
	for (;;) {
		const start = Atomics.add(shared, 0, portion);
		if (start >= Math.min(seeds, Atomics.load(shared, 1))) return;
		const end = Math.min(start + portion, seeds);
		let events = 0;
		for (let place = start; place < end; place++) {
			const outcome = await simulate(from + place, { steps, guards });
			events += outcome.events;
			const { length } = outcome.violations;
			if (length === 0) continue;
			lower(shared, place);
			const text = describeViolation(outcome, { steps, missing });
			return tell({ kind: 'broken', place, violations: length, text });
		}
		tell({ kind: 'done', seeds: end - start, events, reached: reachedInvariants() });
	}
}

function lower(shared: Int32Array, place: number): void {
	for (let lowest = Atomics.load(shared, 1); place < lowest; lowest = Atomics.load(shared, 1))
		if (Atomics.compareExchange(shared, 1, lowest, place) === lowest) return;
}
