import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import type { WakeOptions } from './flags.ts';
import type { Store } from './store/data/store.ts';

/** How long the start waits for Redis, in milliseconds; after that wakes begin when it comes. */
const patience = 300;

/** Publishes the gid of every project that changed, once per turn of the event loop; a dead Redis is only missed. */
export async function publishWakes(store: Store, options: WakeOptions): Promise<AsyncDisposable> {
	const { Redis } = await import('ioredis');
	const common = {
		lazyConnect: true,
		enableOfflineQueue: false,
		maxRetriesPerRequest: 0,
		retryStrategy: retryLater,
	};
	const { redisUrl, user } = options;
	const access =
		user === undefined ? {} : { username: user.name, password: readFileSync(user.file, 'utf8').trim() };
	// `users@` stands for whatever user the reader has: here the one that was named.
	const redis = redisUrl.startsWith('unix://')
		? new Redis({ ...common, ...access, path: redisUrl.slice('unix://'.length).replace(/^users@/, '') })
		: new Redis(redisUrl.replace('//users@', '//'), { ...common, ...access });
	redis.on('error', ignore);
	await Promise.race([redis.connect().catch(ignore), sleep(patience, undefined, { ref: false })]);

	const pending = new Set<string>();
	const flush = (): void => {
		for (const project of pending) redis.publish(`${options.prefix}:wake:${project}`, project).catch(ignore);
		pending.clear();
	};
	const remember = (projects: ReadonlySet<string>): void => {
		if (pending.size === 0) setImmediate(flush);
		for (const project of projects) pending.add(project);
	};
	store.changes.on('committed', remember);
	return {
		[Symbol.asyncDispose]: async () => {
			store.changes.off('committed', remember);
			redis.disconnect();
		},
	};
}

/** Milliseconds until the next attempt to reach Redis. */
function retryLater(attempt: number): number {
	return Math.min(attempt * 200, 5000);
}

/** A wake-up that is lost costs a poll interval, nothing else. */
function ignore(): void {}
