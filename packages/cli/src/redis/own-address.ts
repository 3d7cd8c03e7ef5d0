import { addressFor } from '@aegis/shared/redis/passwords';
import type { Context } from '../context.ts';

/** The address with which a command line reaches Redis: with its own user, where the address asks for users. */
export function ownAddress({ home, env }: Pick<Context, 'home' | 'env'>, url: string): string {
	return addressFor(url, { folder: home.redisUsers, prefix: env['AEGIS_PREFIX'] || 'aegis', role: 'cli' });
}
