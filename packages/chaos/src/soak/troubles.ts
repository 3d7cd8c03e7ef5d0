import { setTimeout as sleep } from 'node:timers/promises';
import { leaseMs } from '../installation/up.ts';
import type { Problem } from '../truth/core/problem.ts';
import { chooseFault, nameFault, type Fault } from './choose-fault.ts';
import { commitFault } from './commit-fault.ts';
import type { Random } from './random.ts';
import type { World } from './world.ts';

/** Breaks something every few seconds; what takes a while goes on beside the next, but never two at one thing. */
export class Troubles {
	readonly counts = new Map<string, number>();
	/** Services that did not come back. */
	readonly problems: Problem[] = [];
	longestAwayMs = 0;
	readonly #world: World;
	readonly #random: Random;
	readonly #note: (text: string) => void;
	readonly #under = new Map<string, Promise<void>>();

	constructor(world: World, random: Random, note: (text: string) => void) {
		this.#world = world;
		this.#random = random;
		this.#note = note;
	}

	/** Goes on until the signal is aborted, and then until everything that was begun is undone. */
	async make(signal: AbortSignal): Promise<void> {
		while (!signal.aborted) {
			await sleep(this.#random.between(1_500, 5_000), undefined, { signal }).catch(() => {});
			if (signal.aborted) break;
			const fault = chooseFault(this.#random, leaseMs);
			const thing = thingOf(fault);
			if (this.#under.has(thing)) continue;
			const work = this.#commit(fault).finally(() => this.#under.delete(thing));
			this.#under.set(thing, work);
		}
		await Promise.all(this.#under.values());
	}

	async #commit(fault: Fault): Promise<void> {
		const name = nameFault(fault);
		this.counts.set(name, (this.counts.get(name) ?? 0) + 1);
		this.#note(JSON.stringify(fault));
		try {
			const awayMs = await commitFault(this.#world, fault);
			this.longestAwayMs = Math.max(this.longestAwayMs, awayMs ?? 0);
		} catch (error) {
			this.problems.push({ promise: 'P1', card: '', what: `${name}: ${String(error)}` });
		}
	}
}

/** What a fault is at. */
function thingOf(fault: Fault): string {
	switch (fault.kind) {
		case 'kill':
		case 'stop':
			return fault.service;
		case 'line':
		case 'reset':
			return 'line';
		case 'board':
		case 'expire-tokens':
			return 'board';
		case 'failpoint':
			return 'failpoint';
		default:
			return 'redis';
	}
}
