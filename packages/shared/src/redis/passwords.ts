import { createHash, randomBytes } from 'node:crypto';
import { linkSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { AegisError } from '../errors.ts';
import { aclLines, redisUser } from './access.ts';
import { redisRoles, type RedisRole } from './roles.ts';

/** Stands in an address for the user of whichever service connects: `redis://users@host:6379`. */
const placeholder = 'users@';

/**
 * The address with which one service reaches Redis. Where it says `users@`, with the service's own user, whose password
 * is a file of mode 0600, `{home}/redis-users/{role}`: it is in no environment and on no command line. Throws
 * REDIS_USER_MISSING (exit 4) when the file is not there.
 */
export function addressFor(
	url: string,
	who: { readonly folder: string; readonly prefix: string; readonly role: RedisRole },
): string {
	const [, scheme = '', rest = ''] = /^(\w+:\/\/)(.*)$/s.exec(url) ?? [];
	if (!rest.startsWith(placeholder)) return url;
	const password = readPassword(who.folder, who.role);
	if (password !== null)
		return `${scheme}${redisUser(who.prefix, who.role)}:${password}@${rest.slice(placeholder.length)}`;
	throw new AegisError(
		'REDIS_USER_MISSING',
		`REDIS_URL asks for the users of this installation, and ${join(who.folder, who.role)} does not exist.`,
		{
			fix: 'Make them with `aegis redis-users` and give its lines to Redis, or name a user and a password in REDIS_URL.',
			exitCode: 4,
		},
	);
}

/** Makes the passwords of all users that have none yet, 256 bits each, and answers their lines for Redis. */
export function prepareUsers(folder: string, prefix: string): string[] {
	mkdirSync(folder, { recursive: true, mode: 0o700 });
	for (const role of redisRoles) if (readPassword(folder, role) === null) makePassword(folder, role);
	return aclLines(prefix, (role) =>
		createHash('sha256')
			.update(readPassword(folder, role) ?? '')
			.digest('hex'),
	);
}

function makePassword(folder: string, role: RedisRole): void {
	const file = join(folder, role);
	const temporary = `${file}.${process.pid}.new`;
	writeFileSync(temporary, randomBytes(32).toString('hex'), { mode: 0o600 });
	try {
		// A link, not a rename: of two that start together the first one's stays.
		linkSync(temporary, file);
	} catch (error) {
		if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
	} finally {
		rmSync(temporary, { force: true });
	}
}

function readPassword(folder: string, role: RedisRole): string | null {
	try {
		const text = readFileSync(join(folder, role), 'utf8').trim();
		return text === '' ? null : text;
	} catch (error) {
		if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
		throw error;
	}
}
