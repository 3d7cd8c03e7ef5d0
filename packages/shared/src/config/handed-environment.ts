import { closeSync, readFileSync } from 'node:fs';
import { AegisError } from '../errors.ts';
import { secretsOf } from '../redaction.ts';

type Env = Readonly<Record<string, string | undefined>>;

/** The descriptor a service is handed the closed part of its environment on, and the variable that says so. */
export const handedFd = 3;
export const handedVariable = 'AEGIS_HANDED';

/** What everybody on the machine may see of a service: where things are and how it is set up. */
const open =
	/^(?:PATH|HOME|USER|LOGNAME|SHELL|LANG|LC_[A-Z]+|TZ|TMPDIR|TERM|CI|NO_COLOR|LOG_LEVEL|SSH_AUTH_SOCK|XDG_[A-Z_]+|NODE_[A-Z_]+|AEGIS_[A-Z_]+|ASANA_[A-Z_]+|REDIS_URL|DATABASE_URL)$/;

/**
 * Parts an environment into what may stand in a process's own and what is handed over on a descriptor. Whoever runs under
 * the same account can read the environment of a process for as long as it lives: an agent without a sandbox, too.
 */
export function partEnvironment(env: Readonly<Record<string, string>>): {
	readonly open: Record<string, string>;
	readonly closed: Record<string, string>;
} {
	const entries = Object.entries(env);
	const isOpen = ([name, value]: [string, string]): boolean =>
		open.test(name) && secretsOf({ [name]: value }).length === 0;
	return {
		open: Object.fromEntries(entries.filter(isOpen)),
		closed: Object.fromEntries(entries.filter((entry) => !isOpen(entry))),
	};
}

/** Secrets that a file may hold in place of the variable: `NAME_FILE` is its path. */
const byFile = [
	'ASANA_ACCESS_TOKEN',
	'ANTHROPIC_API_KEY',
	'ANTHROPIC_AUTH_TOKEN',
	'CLAUDE_CODE_OAUTH_TOKEN',
	'AEGIS_DASHBOARD_TOKEN',
	'REDIS_URL',
	'DATABASE_URL',
];

/**
 * The environment with what `NAME_FILE` variables name: as Docker and systemd hand secrets over. A variable that is set
 * wins. Throws CONFIG_INVALID (exit 2) where a file cannot be read.
 */
export function withSecretFiles(env: Env): Record<string, string | undefined> {
	const filled: Record<string, string | undefined> = { ...env };
	for (const name of byFile) {
		const file = env[`${name}_FILE`];
		if (file === undefined || file === '' || (env[name] ?? '') !== '') continue;
		try {
			filled[name] = readFileSync(file, 'utf8').trim();
		} catch (error) {
			throw new AegisError('CONFIG_INVALID', `${name}_FILE names ${file}, which cannot be read.`, {
				fix: 'Name a file this account can read, or unset the variable.',
				exitCode: 2,
				cause: error,
			});
		}
	}
	return filled;
}

let handed: Record<string, string> | undefined;

/**
 * This service's whole environment: its process's own, what its supervisor handed it on a descriptor, and what files hold.
 * The descriptor is read once and closed; nothing of it is put into `process.env`.
 */
export function ownEnvironment(): Record<string, string | undefined> {
	handed ??= process.env[handedVariable] === '1' ? readHanded() : {};
	return withSecretFiles({ ...process.env, ...handed, [handedVariable]: undefined });
}

function readHanded(): Record<string, string> {
	const text = readFileSync(handedFd, 'utf8');
	closeSync(handedFd);
	return JSON.parse(text) as Record<string, string>;
}
