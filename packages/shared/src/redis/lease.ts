import { nanoid } from 'nanoid';
import type { Keys } from './keys.ts';
import type { Redis } from './connect.ts';
import { isSameProcessAlive, ownProcess, type ProcessIdentity } from '../process/identity.ts';

const acquireScript = `
local owner = redis.call('HGET', KEYS[1], 'token')
if owner and owner ~= ARGV[4] then return {0, redis.call('HGET', KEYS[1], 'holder')} end
local fence = redis.call('INCR', KEYS[2])
redis.call('HSET', KEYS[1], 'token', ARGV[1], 'holder', ARGV[2], 'fence', fence)
redis.call('PEXPIRE', KEYS[1], ARGV[3])
return {1, fence}`;
const renewScript = `
if redis.call('HGET', KEYS[1], 'token') ~= ARGV[1] then return 0 end
return redis.call('PEXPIRE', KEYS[1], ARGV[2])`;
const releaseScript = `
if redis.call('HGET', KEYS[1], 'token') == ARGV[1] then return redis.call('DEL', KEYS[1]) end
return 0`;

/** The right to act as a singleton, until it is lost or released. */
export interface Lease {
	/** Where Redis keeps the number of the newest holder; ours is `fence` as long as nobody came after. */
	readonly fenceKey: string;
	/** Rises with every holder. It changes under a holder that takes the lease again from a Redis that forgot it. */
	readonly fence: number;
	/** False from well before another may have it, on the monotonic clock. Ask before every effect that nothing fences. */
	isProven(): boolean;
	release(): Promise<void>;
}

/** The part of a lease's length after which it no longer counts as proven: what is sent by then arrives in time. */
const provenShare = 0.8;

interface Holder extends ProcessIdentity {
	readonly token: string;
}

/**
 * Holds a singleton's lease: at most one holder at a time, each with a higher fencing number than the one before.
 *
 * Waits until the lease is free; a holder on this machine whose process is dead is not waited for. `onLost` is called
 * once when the lease could not be renewed for its whole length on the monotonic clock: the holder must stop acting.
 */
export async function holdLease(options: {
	redis: Redis;
	keys: Keys;
	name: string;
	ttlMs: number;
	signal: AbortSignal;
	onLost: (why: string) => void;
}): Promise<Lease> {
	const { redis, keys, name, ttlMs, signal } = options;
	const key = keys.lease(name);
	const token = nanoid();
	const holder = JSON.stringify({ ...ownProcess(), token });
	let stealFrom = '';
	for (;;) {
		signal.throwIfAborted();
		const sentAt = performance.now();
		const [won, detail] = (await redis.eval(
			acquireScript,
			2,
			key,
			keys.fence(name),
			token,
			holder,
			ttlMs,
			stealFrom,
		)) as [number, number | string];
		if (won === 1) return keep(Number(detail), sentAt);
		stealFrom = deadHolderToken(String(detail));
		if (stealFrom === '') await waitFor(Math.min(ttlMs / 4, 500), signal);
	}

	function keep(first: number, takenAt: number): Lease {
		let fence = first;
		let provenAt = takenAt;
		let over = false;
		const timer = setInterval(() => void renew(), ttlMs / 3);
		const end = (): void => {
			over = true;
			clearInterval(timer);
			clearTimeout(expiry);
		};
		const lose = (why: string): void => {
			if (over) return;
			end();
			options.onLost(why);
		};
		// Before Redis gives the lease away, not at the next renewal after it.
		const expire = (): void => lose('the lease could not be renewed in time');
		let expiry = setTimeout(expire, provenAt + ttlMs - performance.now());
		const prove = (at: number): void => {
			provenAt = Math.max(provenAt, at);
			clearTimeout(expiry);
			if (!over) expiry = setTimeout(expire, provenAt + ttlMs - performance.now());
		};
		const renew = async (): Promise<void> => {
			const sentAt = performance.now();
			try {
				const held = await redis.eval(renewScript, 1, key, token, ttlMs);
				if (over) return;
				if (held === 1) prove(sentAt);
				else await takeAgain(sentAt);
			} catch {
				// Not proven: its time runs out.
			}
		};
		/** A wiped Redis forgot the lease, not us: take it again unless another did. */
		const takeAgain = async (sentAt: number): Promise<void> => {
			const answer = await redis.eval(acquireScript, 2, key, keys.fence(name), token, holder, ttlMs, '');
			const [won, detail] = answer as [number, number | string];
			if (won !== 1) return lose('another holder took the lease');
			fence = Number(detail);
			prove(sentAt);
		};
		return {
			fenceKey: keys.fence(name),
			get fence() {
				return fence;
			},
			isProven: () => !over && performance.now() < provenAt + ttlMs * provenShare,
			release: async () => {
				end();
				// Not released, it expires.
				await redis.eval(releaseScript, 1, key, token).catch(() => 0);
			},
		};
	}
}

function deadHolderToken(holder: string): string {
	const parsed = JSON.parse(holder) as Holder;
	const here = ownProcess();
	return parsed.bootId === here.bootId && parsed.host === here.host && !isSameProcessAlive(parsed)
		? parsed.token
		: '';
}

function waitFor(ms: number, signal: AbortSignal): Promise<void> {
	return new Promise((resolve, reject) => {
		const timer = setTimeout(done, ms);
		function done(): void {
			signal.removeEventListener('abort', stop);
			resolve();
		}
		function stop(): void {
			clearTimeout(timer);
			reject(signal.reason as Error);
		}
		signal.addEventListener('abort', stop, { once: true });
	});
}
