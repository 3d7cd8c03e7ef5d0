import { createHash } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from '@aegis/shared/log';
import type { Keys, Redis } from '@aegis/shared/redis';
import { exchange, type QuotaAnswer, type QuotaRequest, type QuotaRules } from '../core/quota.ts';
import { OwnQuota, type QuotaBook } from './quota-book.ts';
import { readQuota } from './quota-text.ts';

/** Replaces the state unless somebody else did meanwhile; then answers with what is there, and the time. */
const replaceScript = `
local held = redis.call('GET', KEYS[1]) or ''
if held ~= ARGV[1] then return {0, held, redis.call('TIME')} end
redis.call('SET', KEYS[1], ARGV[2], 'PX', ARGV[3])
return {1}`;

/** Milliseconds a quota that nobody uses is remembered. */
const keptMs = 2 * 60 * 60_000;
/** Milliseconds that Redis may take before a request goes on without it. */
const patienceMs = 1_000;
/** Milliseconds without Redis before it is asked again. */
const awayMs = 2_000;
const nothing = { writes: 0, looks: 0, polls: 0 };

/**
 * One token's quota, shared through Redis by all who use the token, on whatever machine. Redis only keeps it and the
 * time; what is decided is decided by core/quota.ts, and written where nobody else has written meanwhile. While Redis is
 * away each process keeps to the same limits alone, so that the board is still read.
 */
export class SharedQuota implements QuotaBook {
	readonly #redis: Redis;
	readonly #key: string;
	readonly #rules: QuotaRules;
	readonly #log: Logger;
	readonly #own: OwnQuota;
	#awayUntil = 0;
	#isAway = false;

	constructor(options: {
		redis: Redis;
		keys: Keys;
		/** What the limits hang on; only a hash of them is kept. */
		account: { readonly baseUrl: string; readonly token: string };
		rules: QuotaRules;
		log: Logger;
	}) {
		this.#redis = options.redis;
		this.#key = options.keys.quota(hashAccount(options.account));
		this.#rules = options.rules;
		this.#log = options.log;
		this.#own = new OwnQuota(options.rules);
	}

	async exchange(request: QuotaRequest): Promise<QuotaAnswer> {
		const now = performance.now();
		if (now < this.#awayUntil) return this.#own.exchange(request);
		const patience = new AbortController();
		try {
			const answer = await Promise.race([
				this.#exchangeShared(request, patience.signal),
				sleep(patienceMs, null, { signal: patience.signal }).then(() => {
					throw new Error('Redis took too long');
				}),
			]);
			// What it let out alone, and refusals, it must know of when Redis goes away again.
			if (request.ended.length > 0) await this.#own.exchange({ ...request, waiting: nothing });
			if (this.#isAway) this.#log.info('requests are counted together again');
			this.#isAway = false;
			return answer;
		} catch (error) {
			this.#awayUntil = performance.now() + awayMs;
			if (!this.#isAway)
				this.#log.warn({ err: error }, 'redis is away, requests are counted by this process alone');
			this.#isAway = true;
			return await this.#own.exchange(request);
		} finally {
			patience.abort();
		}
	}

	async #exchangeShared(request: QuotaRequest, signal: AbortSignal): Promise<QuotaAnswer> {
		// Commands to a Redis that is not there would be kept and carried out when nobody waits for them any more.
		if (this.#redis.status !== 'ready') throw new Error(`the connection to Redis is ${this.#redis.status}`);
		let [time, held] = await Promise.all([this.#redis.time(), this.#redis.get(this.#key)]);
		for (;;) {
			signal.throwIfAborted();
			const [state, answer] = exchange(readQuota(held ?? ''), request, this.#rules, milliseconds(time));
			const reply = (await this.#redis.eval(
				replaceScript,
				1,
				this.#key,
				held ?? '',
				JSON.stringify(state),
				keptMs,
			)) as [1] | [0, string, number[]];
			if (reply[0] === 1) return answer;
			[, held, time] = reply;
		}
	}
}

function milliseconds([seconds, micros]: readonly (string | number)[]): number {
	return Number(seconds) * 1_000 + Number(micros) / 1_000;
}

function hashAccount({ baseUrl, token }: { baseUrl: string; token: string }): string {
	return createHash('sha256').update(`${baseUrl}\n${token}`).digest('hex').slice(0, 32);
}
