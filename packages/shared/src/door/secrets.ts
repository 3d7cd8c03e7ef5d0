import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import { linkSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { readJsonFile } from '../config/read-json.ts';
import { AegisError } from '../errors.ts';
import type { Role } from './core/judge.ts';

/** What opens the doors of an installation; 256 bits each, base64url. */
const DoorSecrets = z.object({
	/** Sent as `Authorization: Bearer …` by programs: looks and orders. */
	operate: z.string().min(43),
	/** Looks only. */
	view: z.string().min(43),
	/** Signs sessions. */
	session: z.string().min(43),
});
export type DoorSecrets = z.infer<typeof DoorSecrets>;

/**
 * The secrets in this folder (`{home}/door`), made on first use: `secrets.json`, mode 0600, in a folder of mode 0700.
 * Whoever removes the file and starts the services again has new ones, and every session and link is void.
 *
 * Throws CONFIG_UNREADABLE or CONFIG_INVALID (exit 2) when the file is damaged.
 */
export function openSecrets(folder: string): DoorSecrets {
	const file = join(folder, 'secrets.json');
	const known = readJsonFile(file, DoorSecrets);
	if (known !== null) return known;
	mkdirSync(folder, { recursive: true, mode: 0o700 });
	const temporary = `${file}.${process.pid}.${randomBytes(4).toString('hex')}`;
	const made: DoorSecrets = { operate: makeSecret(), view: makeSecret(), session: makeSecret() };
	writeFileSync(temporary, `${JSON.stringify(made, null, 2)}\n`, { mode: 0o600, flag: 'wx' });
	try {
		// A link, not a rename: of several services that start together the first one's secrets stay.
		linkSync(temporary, file);
	} catch (error) {
		if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
	} finally {
		rmSync(temporary, { force: true });
	}
	const secrets = readJsonFile(file, DoorSecrets);
	if (secrets !== null) return secrets;
	throw new AegisError('CONFIG_UNREADABLE', `${file} was removed while it was read.`, {
		fix: 'Start again.',
		exitCode: 2,
	});
}

/** 256 random bits in base64url: 43 characters. */
export function makeSecret(): string {
	return randomBytes(32).toString('base64url');
}

/** Which role this secret gives, or null. */
export function roleOfSecret(given: string, secrets: DoorSecrets): Role | null {
	if (isEqual(given, secrets.operate)) return 'operate';
	return isEqual(given, secrets.view) ? 'view' : null;
}

/** Compares in a time that says nothing of where, or in what length, they differ. */
export function isEqual(given: string, wanted: string): boolean {
	const digest = (text: string): Buffer => createHash('sha256').update(text).digest();
	return timingSafeEqual(digest(given), digest(wanted));
}
