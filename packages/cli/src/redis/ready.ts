import { AegisError } from '@aegis/shared/errors';
import { checkRedis, connectRedis, disconnect } from '@aegis/shared/redis';

/**
 * Waits until a Redis answers and keeps what it is given. Throws REDIS_UNREACHABLE (exit 4) after `timeoutMs`,
 * REDIS_TOO_OLD, REDIS_UNSAFE or REDIS_URL_INVALID.
 */
export async function awaitRedis(
	url: string,
	options: { timeoutMs: number; allowUnsafe: boolean },
): Promise<{ version: string }> {
	const redis = connectRedis(url, { name: 'aegis-cli' });
	let timer: NodeJS.Timeout | undefined;
	const tooLate = new Promise<never>((_, reject) => {
		timer = setTimeout(() => reject(unreachable(url)), options.timeoutMs);
	});
	try {
		return await Promise.race([checkRedis(redis, { allowUnsafe: options.allowUnsafe }), tooLate]);
	} catch (error) {
		throw error instanceof AegisError ? error : unreachable(url, error);
	} finally {
		clearTimeout(timer);
		disconnect(redis);
	}
}

function unreachable(url: string, cause?: unknown): AegisError {
	return new AegisError('REDIS_UNREACHABLE', `No Redis answers at ${hidePassword(url)}.`, {
		fix: 'Start it or correct REDIS_URL; unset REDIS_URL to let Aegis start its own.',
		exitCode: 4,
		cause,
	});
}

function hidePassword(url: string): string {
	return url.replace(/\/\/[^@/]*@/, '//…@');
}
