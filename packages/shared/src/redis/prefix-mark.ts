import { setTimeout as wait } from 'node:timers/promises';
import { z } from 'zod';
import { AegisError } from '../errors.ts';
import type { Redis } from './connect.ts';
import type { Keys } from './keys.ts';

const Owner = z.object({ id: z.string(), home: z.string(), host: z.string() });
export type PrefixOwner = z.infer<typeof Owner>;

const ttlMs = 10_000;
const renewMs = 2_000;
/** Milliseconds the first look may take; a Redis that is away is asked again. */
const patienceMs = 2_000;

const script = `
local held = redis.call('GET', KEYS[1])
if held then
	local ok, owner = pcall(cjson.decode, held)
	if ok and owner.id ~= ARGV[1] then return held end
end
redis.call('SET', KEYS[1], ARGV[2], 'PX', ARGV[3])
return false`;

const releaseScript = `
if redis.call('GET', KEYS[1]) == ARGV[1] then return redis.call('DEL', KEYS[1]) end
return 0`;

/**
 * Marks the keys of a prefix as one installation's while it runs: two that share a Redis under one prefix would read each
 * other's messages. `onTaken` is called when another is found there later, as after a wipe.
 */
export class PrefixMark implements AsyncDisposable {
	readonly #mark: () => Promise<AegisError | null>;
	readonly #release: () => Promise<unknown>;
	readonly #timer: NodeJS.Timeout;

	private constructor(
		mark: () => Promise<AegisError | null>,
		release: () => Promise<unknown>,
		onTaken: (error: AegisError) => void,
	) {
		this.#mark = mark;
		this.#release = release;
		this.#timer = setInterval(
			() =>
				void this.#mark().then(
					(taken) => taken !== null && onTaken(taken),
					() => {},
				),
			renewMs,
		);
	}

	/** Throws PREFIX_IN_USE (exit 4). */
	static async start(
		redis: Redis,
		keys: Keys,
		options: { owner: PrefixOwner; onTaken: (error: AegisError) => void },
	): Promise<PrefixMark> {
		const { owner } = options;
		const mark = async (): Promise<AegisError | null> => {
			const held = await redis.eval(script, 1, keys.owner(), owner.id, JSON.stringify(owner), ttlMs);
			return typeof held === 'string' ? inUse(keys.prefix, held) : null;
		};
		const done = new AbortController();
		// Aborted when the answer was faster; where Redis does not answer, the timer marks later.
		const late = wait(patienceMs, null, { signal: done.signal }).catch(() => null);
		const taken = await Promise.race([mark().catch(() => null), late]);
		done.abort();
		if (taken !== null) throw taken;
		// It expires by itself where Redis is away.
		const release = (): Promise<unknown> => redis.eval(releaseScript, 1, keys.owner(), JSON.stringify(owner));
		return new PrefixMark(mark, release, options.onTaken);
	}

	async [Symbol.asyncDispose](): Promise<void> {
		clearInterval(this.#timer);
		// Not released, it expires.
		await Promise.race([this.#release().catch(() => {}), wait(500, undefined, { ref: false })]);
	}
}

function inUse(prefix: string, held: string): AegisError {
	const { home, host } = Owner.parse(JSON.parse(held));
	return new AegisError(
		'PREFIX_IN_USE',
		`Another installation uses this Redis under the prefix ${prefix}: the home ${home} on ${host}.`,
		{
			fix: 'Give one of them another AEGIS_PREFIX, or a Redis of its own.',
			exitCode: 4,
		},
	);
}
