import { AegisError } from '../errors.ts';
import type { Redis } from './connect.ts';

/**
 * Refuses a Redis that would lose messages: older than 6.2, without AOF, or with an eviction policy.
 *
 * `allowUnsafe` accepts the last two (AEGIS_ALLOW_UNSAFE_REDIS=1). A server that hides CONFIG is taken at its word.
 */
export async function checkRedis(
	redis: Redis,
	options: { allowUnsafe: boolean },
): Promise<{ version: string }> {
	const info = await redis.info('server');
	const version = /redis_version:(\S+)/.exec(info)?.[1] ?? '0';
	const [major = 0, minor = 0] = version.split('.').map(Number);
	if (major < 6 || (major === 6 && minor < 2)) {
		throw new AegisError('REDIS_TOO_OLD', `This Redis is version ${version}; Aegis needs 6.2 or later.`, {
			fix: 'Point REDIS_URL at a newer Redis, or unset it to let Aegis start its own.',
			exitCode: 4,
		});
	}
	if (options.allowUnsafe) return { version };
	await requireSetting(
		redis,
		'appendonly',
		'yes',
		'does not keep an append-only file and would lose messages in a crash',
	);
	await requireSetting(
		redis,
		'maxmemory-policy',
		'noeviction',
		'evicts keys when memory is short and would lose messages',
	);
	return { version };
}

async function requireSetting(redis: Redis, name: string, wanted: string, problem: string): Promise<void> {
	const reply = (await redis.config('GET', name).catch(() => null)) as
		| string[]
		| Record<string, string>
		| null;
	if (reply === null) return;
	const value = Array.isArray(reply) ? reply[1] : reply[name];
	if (value === undefined || value === wanted) return;
	throw new AegisError('REDIS_UNSAFE', `This Redis has ${name} "${value}": it ${problem}.`, {
		fix: `Set "${name} ${wanted}" in its configuration, unset REDIS_URL to let Aegis start its own, or accept the risk with AEGIS_ALLOW_UNSAFE_REDIS=1.`,
		exitCode: 4,
	});
}
