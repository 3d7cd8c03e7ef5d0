import { nanoid } from 'nanoid';
import { every, type Clock, type Timer } from '../clock.ts';
import type { Keys } from './keys.ts';
import type { Redis } from './connect.ts';

export type RedisLoss = 'wiped' | 'rolled-back';

/** Where a guard keeps what it saw last, so that a loss while its process was down is noticed too. */
export interface GuardMemory {
	recall(): Promise<string | null>;
	remember(seen: string): Promise<void>;
}

/** How Redis looks: who it is, which start of it this is, and a counter that every look raises. */
export interface ServerSight {
	readonly incarnation: string;
	readonly server: string;
	readonly tick: number;
}

/** Looks at a Redis. A new one is given an incarnation. */
export function sightOf(redis: Redis, keys: Keys): () => Promise<ServerSight> {
	return async () => {
		// First, so that a wipe in the middle of this shows in the incarnation.
		const tick = await redis.incr(keys.tick());
		await redis.set(keys.incarnation(), nanoid(), 'NX');
		const incarnation = (await redis.get(keys.incarnation())) ?? '';
		const server = /run_id:(\S+)/.exec(await redis.info('server'))?.[1] ?? '';
		return { incarnation, server, tick };
	};
}

/**
 * Notices that Redis may have lost what it held: wiped, restarted, or restored to an older state.
 *
 * Redis carries a random incarnation and a counter, and its server names itself anew with every start. Another
 * incarnation is a wipe; another server, or a counter not above the last one seen, may have lost its last writes (an
 * append-only file is flushed once a second). `onLoss` then has the actor send again what its store still holds, and
 * the loss counts as dealt with when it resolves.
 */
export class RedisGuard {
	readonly #lookAtServer: () => Promise<ServerSight>;
	readonly #memory: GuardMemory;
	readonly #onLoss: (why: RedisLoss) => Promise<void>;
	readonly #timer: Timer;
	#seen: string | null = null;
	#recalled = false;
	#tick = 0;
	#looking = false;

	constructor(
		look: () => Promise<ServerSight>,
		options: {
			memory: GuardMemory;
			onLoss: (why: RedisLoss) => Promise<void>;
			clock: Clock;
			intervalMs?: number;
		},
	) {
		this.#lookAtServer = look;
		this.#memory = options.memory;
		this.#onLoss = options.onLoss;
		this.#timer = every(options.clock, options.intervalMs ?? 1_000, () => void this.look());
	}

	/** Looks once; errors are left to the next look, since a Redis that cannot be reached has lost nothing yet. */
	async look(): Promise<void> {
		if (this.#looking) return;
		this.#looking = true;
		try {
			if (!this.#recalled) this.#seen = await this.#memory.recall();
			this.#recalled = true;
			const { incarnation, server, tick } = await this.#lookAtServer();
			const seen = `${incarnation} ${server}`;
			const why = this.#judge(seen, tick);
			if (why !== null) await this.#onLoss(why);
			if (seen !== this.#seen) await this.#memory.remember(seen);
			this.#seen = seen;
			this.#tick = tick;
		} catch {
			// The next look tells.
		} finally {
			this.#looking = false;
		}
	}

	#judge(seen: string, tick: number): RedisLoss | null {
		if (this.#seen === null) return null;
		if (seen.split(' ')[0] !== this.#seen.split(' ')[0]) return 'wiped';
		return seen !== this.#seen || tick <= this.#tick ? 'rolled-back' : null;
	}

	[Symbol.dispose](): void {
		this.#timer.cancel();
	}
}
