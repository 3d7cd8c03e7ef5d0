import { Redis, type RedisOptions } from 'ioredis';
import { AegisError } from '../errors.ts';

/** Milliseconds after which a command without an answer is an error: a black hole must not look like patience. */
const commandTimeoutMs = 10_000;

/**
 * Opens a connection to `redis://…`, `rediss://…` or `unix:///path/redis.sock`, each with `user:password@` or without.
 *
 * `blocking` is for a connection that waits in XREADGROUP BLOCK or belongs to a BullMQ worker: it has no command
 * timeout. Reconnects for ever, 50 ms to 2 s apart. Throws REDIS_URL_INVALID.
 */
export function connectRedis(url: string, options: { blocking?: boolean; name?: string } = {}): Redis {
	const shared: RedisOptions & { replyMapping?: 'legacy' } = {
		maxRetriesPerRequest: null,
		enableReadyCheck: true,
		retryStrategy: (attempt) => Math.min(50 * attempt, 2_000),
		...(options.blocking ? {} : { commandTimeout: commandTimeoutMs, enableAutoPipelining: true }),
		...(options.name === undefined ? {} : { connectionName: options.name }),
	};
	const socket = /^unix:\/\/(?:([^:@/]*):([^:@/]*)@)?(.*)$/.exec(url);
	const redis =
		socket === null
			? new Redis(checkUrl(url), shared)
			: new Redis({
					...shared,
					path: socket[3] ?? '',
					...(socket[1] ? { username: socket[1] } : {}),
					...(socket[2] === undefined ? {} : { password: socket[2] }),
				});
	// Without a listener ioredis throws; its state is seen through commands and the guard.
	redis.on('error', () => {});
	return redis;
}

function checkUrl(url: string): string {
	if (/^rediss?:\/\//.test(url)) return url;
	throw new AegisError(
		'REDIS_URL_INVALID',
		`REDIS_URL is not a Redis address: it must start with redis://, rediss:// or unix://.`,
		{
			fix: 'Correct REDIS_URL, or unset it to let Aegis start a private Redis.',
			exitCode: 2,
		},
	);
}

/** Closes without waiting for a server that may be gone. */
export function disconnect(redis: Redis): void {
	redis.disconnect();
}

export type { Redis };
