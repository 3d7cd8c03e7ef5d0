import { Worker } from 'node:worker_threads';
import type { GuardName } from '../guards.ts';
import type { Order, Word } from './thread.ts';

export interface Harvest {
	readonly events: number;
	readonly milliseconds: number;
	/** Invariants that were put to the test. */
	readonly reached: ReadonlySet<string>;
	/** The lowest seed that broke something; null when none did. `place` counts from the first seed. */
	readonly broken: { readonly place: number; readonly violations: number; readonly text: string } | null;
}

/**
 * Plays a range of seeds on several threads. What is found is the same on any number of them: a violation is reported
 * only when every seed before it was played.
 */
export async function playSeeds(options: {
	readonly from: number;
	readonly seeds: number;
	readonly steps: number;
	readonly missing: GuardName | null;
	readonly jobs: number;
	readonly onProgress: (seeds: number) => void;
}): Promise<Harvest> {
	const { from, seeds, steps, missing, jobs, onProgress } = options;
	const startedAt = performance.now();
	const shared = new Int32Array(new SharedArrayBuffer(8));
	shared[1] = 0x7fff_ffff;
	let done = 0;
	let events = 0;
	let broken: Harvest['broken'] = null;
	const reached = new Set<string>();
	const hear = (word: Word): void => {
		if (word.kind === 'broken') {
			if (broken === null || word.place < broken.place) broken = word;
			return;
		}
		done += word.seeds;
		events += word.events;
		for (const id of word.reached) reached.add(id);
		onProgress(done);
	};
	const order: Order = { from, seeds, steps, missing, shared };
	await Promise.all(Array.from({ length: jobs }, () => startThread(order, hear)));
	return { events, milliseconds: performance.now() - startedAt, reached, broken };
}

function startThread(order: Order, hear: (word: Word) => void): Promise<void> {
	return new Promise((resolve, reject) => {
		const thread = new Worker(new URL('thread.ts', import.meta.url), {
			workerData: order,
			// Stories leave much that is short-lived: room for it makes a tenth of the time.
			resourceLimits: { maxYoungGenerationSizeMb: 96 },
		});
		thread.on('message', hear);
		thread.once('error', reject);
		thread.once('exit', (code) =>
			code === 0 ? resolve() : reject(new Error(`a thread ended with exit code ${code}`)),
		);
	});
}
