import { nanoid } from 'nanoid';
import type { Keys } from './keys.ts';
import type { Redis } from './connect.ts';

/**
 * Notices that Redis lost what it held: wiped, restarted empty, or restored to an older state.
 *
 * Redis carries a random incarnation and a counter. Another incarnation, or a counter below the last one seen, means
 * that messages may be gone; `onLoss` then has every actor send again what its store still holds.
 */
export class RedisGuard {
	readonly #redis: Redis;
	readonly #keys: Keys;
	readonly #onLoss: (why: 'wiped' | 'rolled-back') => void;
	readonly #timer: NodeJS.Timeout;
	#incarnation: string | null = null;
	#tick = 0;
	#looking = false;

	constructor(redis: Redis, keys: Keys, onLoss: (why: 'wiped' | 'rolled-back') => void, intervalMs = 1_000) {
		this.#redis = redis;
		this.#keys = keys;
		this.#onLoss = onLoss;
		this.#timer = setInterval(() => void this.look(), intervalMs);
	}

	/** Looks once; errors are left to the next look, since a Redis that cannot be reached has lost nothing yet. */
	async look(): Promise<void> {
		if (this.#looking) return;
		this.#looking = true;
		try {
			await this.#redis.set(this.#keys.incarnation(), nanoid(), 'NX');
			const incarnation = await this.#redis.get(this.#keys.incarnation());
			const tick = await this.#redis.incr(this.#keys.tick());
			const wiped = this.#incarnation !== null && incarnation !== this.#incarnation;
			const rolledBack = !wiped && tick <= this.#tick;
			this.#incarnation = incarnation;
			this.#tick = tick;
			if (wiped || rolledBack) this.#onLoss(wiped ? 'wiped' : 'rolled-back');
		} catch {
			// The next look tells.
		} finally {
			this.#looking = false;
		}
	}

	[Symbol.dispose](): void {
		clearInterval(this.#timer);
	}
}
