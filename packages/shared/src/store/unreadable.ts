import { AegisError } from '../errors.ts';
import type { StoreLocation } from './dialect.ts';

/** A cause a person can do something about. `passes`: it may end by itself, so a supervisor must go on trying. */
interface Cause {
	readonly matches: (code: string, message: string) => boolean;
	readonly fix: string;
	readonly passes?: true;
}

/**
 * What PostgreSQL, its driver, Node's TLS and a pooler say. Codes are the server's SQLSTATE (appendix A of its manual) or
 * Node's; where there is none the words are the driver's (pg 8.23).
 */
const causes: readonly Cause[] = [
	{
		matches: (code, message) => code === '28P01' || /^SASL:|client password must be/.test(message),
		fix: 'The server refused the password: check user and password in DATABASE_URL (special characters as %XX).',
	},
	{
		matches: (code, message) => /no encryption|SSL off/.test(message) && code === '28000',
		fix: 'The server wants TLS: add sslmode=verify-full (and sslrootcert=FILE for an authority of your own) to DATABASE_URL.',
	},
	{
		matches: (code) => code === '28000',
		fix: 'The server does not let this user in from here: check the user in DATABASE_URL, and the server’s pg_hba.conf.',
	},
	{
		matches: (code) => code === '3D000',
		fix: 'Make the database first (createdb NAME), or name another one in DATABASE_URL.',
	},
	{
		matches: (code) => code === '42501',
		fix: 'The role of DATABASE_URL lacks a right. Grant it CREATE on the database, or make the schemas for it: CREATE SCHEMA aegis_master AUTHORIZATION role, and the same for aegis_project_GID of each project.',
	},
	{
		matches: (_, message) => /does not support SSL/.test(message),
		fix: 'The server speaks no TLS: take sslmode out of DATABASE_URL if the way to it is safe, or switch TLS on there.',
	},
	{
		matches: (code, message) =>
			/^(DEPTH_ZERO|SELF_SIGNED|UNABLE_TO|CERT_|ERR_TLS_CERT)/.test(code) || /certificate/i.test(message),
		fix: 'The server’s certificate is not trusted: name its authority with sslrootcert=FILE in DATABASE_URL, and the host as the certificate does.',
	},
	{
		matches: (code, message) => code === '08P01' && /startup parameter/.test(message),
		fix: 'A pooler in front of PostgreSQL refuses a parameter: take it (as options=…) out of DATABASE_URL. Aegis needs none.',
	},
	{
		matches: (code, message) => code === '08P01' && /statement pool/i.test(message),
		fix: 'A pooler that hands out its connections for single statements cannot serve Aegis: set pool_mode to transaction or session.',
	},
	{
		matches: (code) => code === '25006',
		fix: 'That PostgreSQL is read-only, as a standby is: name the primary, or wait until this one is promoted.',
		passes: true,
	},
	{
		// Starting, stopping and being full; the pooler's word for the same has class 08.
		matches: (code) => /^(57P0|53300|08)/.test(code),
		fix: 'The server is not ready; it is tried again. If it stays so, look at its log.',
		passes: true,
	},
	{
		matches: (code, message) =>
			/^(ECONN|ENOTFOUND|EAI_AGAIN|ETIMEDOUT|EPIPE|EHOSTUNREACH|ENETUNREACH)/.test(code) ||
			(code === 'ENOENT' && /connect/.test(message)) ||
			(code === '' && /timeout|terminated/i.test(message)),
		fix: 'No PostgreSQL answers there: check host and port in DATABASE_URL and that the server runs. It is tried again.',
		passes: true,
	},
];

/** What it means to a person that a store could not be opened. */
export function explainUnreadable(location: StoreLocation, error: unknown): AegisError {
	const { code, message: said } = error as { code?: unknown; message: string };
	// Node says nothing more where several addresses of one name did not answer.
	const message = said === '' ? String(code) : said;
	if (location.engine === 'sqlite')
		return new AegisError('STORE_UNREADABLE', `Cannot open the store ${location.file}: ${message}.`, {
			fix: 'Check that it exists, is readable and writable, and that nothing else has it locked.',
			exitCode: 4,
			cause: error,
		});
	const cause = causes.find(({ matches }) => matches(typeof code === 'string' ? code : '', message));
	const where = 'the PostgreSQL database in DATABASE_URL';
	return new AegisError('STORE_UNREADABLE', `Cannot open the store in ${where}: ${message}.`, {
		fix:
			cause?.fix ??
			'See what the server’s log says; `psql` with the same address shows whether it is reached.',
		exitCode: cause?.passes === true ? 5 : 4,
		cause: error,
	});
}
