import { AegisError } from '../errors.ts';
import type { StoreLocation } from './dialect.ts';

/** What it means to a person that a store could not be opened. */
export function explainUnreadable(location: StoreLocation, error: unknown): AegisError {
	const where = location.engine === 'sqlite' ? location.file : 'the PostgreSQL database in DATABASE_URL';
	return new AegisError('STORE_UNREADABLE', `Cannot open the store ${where}: ${(error as Error).message}.`, {
		fix: 'Check that it exists, is readable and writable, and that nothing else has it locked.',
		// A server that is down comes back by itself: a supervisor must go on trying.
		exitCode: location.engine === 'postgres' && isUnreachable(error) ? 5 : 4,
		cause: error,
	});
}

/**
 * Network errors, a socket that is not there, time limits (which have no code), and PostgreSQL's own words for starting,
 * stopping and being full (class 57P, 53300, class 08).
 */
function isUnreachable(error: unknown): boolean {
	const { code, message } = error as NodeJS.ErrnoException;
	if (code === undefined) return /timeout|terminated/i.test(message);
	return /^(ECONN|ENOENT|ENOTFOUND|EAI_AGAIN|ETIMEDOUT|EPIPE|EHOSTUNREACH|ENETUNREACH|57P0|53300|08)/.test(
		code,
	);
}
