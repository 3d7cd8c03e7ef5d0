import { setTimeout as wait } from 'node:timers/promises';
import { AegisError } from '../errors.ts';
import { checkRedis } from './check.ts';
import type { Redis } from './connect.ts';
import type { Keys } from './keys.ts';

/** Why Redis cannot be used now. `since` is milliseconds since the epoch. */
export interface RedisTrouble {
	readonly kind: 'unreachable' | 'out-of-memory' | 'refuses';
	readonly text: string;
	readonly since: number;
}

interface HealthOptions {
	readonly allowUnsafe: boolean;
	readonly onUnsafe: (error: AegisError) => void;
	readonly onChange: (trouble: RedisTrouble | null) => void;
}

const lookMs = 1_000;
/** Milliseconds without an answer after which a server counts as unreachable: it may be behind a black hole. */
const patienceMs = 2_000;

/**
 * Knows whether Redis can be written to now, by writing to it once a second.
 *
 * A server that is away at the start is checked (version, AOF, eviction) when it comes; `onUnsafe` is called when it
 * fails that.
 */
export class RedisHealth implements Disposable {
	readonly #redis: Redis;
	readonly #keys: Keys;
	readonly #options: HealthOptions;
	readonly #timer: NodeJS.Timeout;
	#trouble: RedisTrouble | null = null;
	#checked = false;
	#looking = false;

	private constructor(redis: Redis, keys: Keys, options: HealthOptions) {
		this.#redis = redis;
		this.#keys = keys;
		this.#options = options;
		this.#timer = setInterval(() => void this.#look(), lookMs);
	}

	/** Looks once before it resolves. Throws what `checkRedis` finds wrong with a server that answers. */
	static async start(redis: Redis, keys: Keys, options: HealthOptions): Promise<RedisHealth> {
		let unsafe: AegisError | null = null;
		const health = new RedisHealth(redis, keys, {
			...options,
			onUnsafe: (error) => ((unsafe ??= error), options.onUnsafe(error)),
		});
		await health.#look();
		if (unsafe === null) return health;
		health[Symbol.dispose]();
		throw unsafe as AegisError;
	}

	get trouble(): RedisTrouble | null {
		return this.#trouble;
	}

	async #look(): Promise<void> {
		if (this.#looking) return;
		this.#looking = true;
		const done = new AbortController();
		try {
			const late = wait(patienceMs, undefined, { signal: done.signal }).then(() => {
				throw new Error('no answer');
			});
			// Aborted when the write was faster.
			late.catch(() => {});
			await Promise.race([this.#write(), late]);
			this.#note(null);
		} catch (error) {
			if (error instanceof AegisError) this.#options.onUnsafe(error);
			else this.#note(describe(error));
		} finally {
			done.abort();
			this.#looking = false;
		}
	}

	async #write(): Promise<void> {
		if (!this.#checked) await checkRedis(this.#redis, { allowUnsafe: this.#options.allowUnsafe });
		this.#checked = true;
		await this.#redis.set(this.#keys.pulse(), Date.now(), 'PX', 60_000);
	}

	#note(trouble: Pick<RedisTrouble, 'kind' | 'text'> | null): void {
		if (trouble?.kind === this.#trouble?.kind) return;
		this.#trouble = trouble === null ? null : { ...trouble, since: Date.now() };
		this.#options.onChange(this.#trouble);
	}

	[Symbol.dispose](): void {
		clearInterval(this.#timer);
	}
}

/** Redis says what it refuses in capitals at the beginning of its answer. */
function describe(error: unknown): Pick<RedisTrouble, 'kind' | 'text'> {
	const words = error instanceof Error ? error.message : String(error);
	if (words.startsWith('OOM'))
		return {
			kind: 'out-of-memory',
			text: 'Redis is out of memory: nothing new starts. Raise its maxmemory, or free some.',
		};
	const refusal = /^(MISCONF|READONLY|NOREPLICAS|MASTERDOWN|NOAUTH|NOPERM|WRONGPASS|CLUSTERDOWN)\b/.exec(
		words,
	);
	if (refusal !== null)
		return { kind: 'refuses', text: `Redis takes no writes: nothing new starts. It says: ${words}` };
	return {
		kind: 'unreachable',
		text: 'Redis cannot be reached: nothing new starts, and running agents stop when their lease runs out.',
	};
}
