import { z } from 'zod';
import { AegisError } from '../errors.ts';
import { describeIssues } from './read-json.ts';

/** What every service reads from its environment. Times are milliseconds. */
export const commonEnv = {
	AEGIS_HOME: z.string().optional(),
	REDIS_URL: z.string().optional(),
	DATABASE_URL: z.string().optional(),
	AEGIS_PREFIX: z
		.string()
		.regex(/^[a-z0-9-]{1,40}$/, 'use lower-case letters, digits and dashes')
		.default('aegis'),
	AEGIS_ALLOW_UNSAFE_REDIS: z.enum(['0', '1']).default('0'),
	LOG_LEVEL: z.enum(['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent']).default('info'),
};

/** Reads and checks environment variables; all problems are reported together as CONFIG_INVALID (exit 2). */
export function loadEnv<Shape extends z.ZodRawShape>(
	shape: Shape,
	env: Readonly<Record<string, string | undefined>>,
): z.infer<z.ZodObject<Shape>> {
	// An empty variable means unset: `FOO= command` is how shells unset one for a command.
	const given = Object.fromEntries(
		Object.entries(env).filter(([, value]) => value !== undefined && value !== ''),
	);
	const parsed = z.object(shape).safeParse(given);
	if (parsed.success) return parsed.data;
	throw new AegisError('CONFIG_INVALID', `The environment is not valid: ${describeIssues(parsed.error)}.`, {
		fix: 'Correct the variables named; docs/configuration.md lists them.',
		exitCode: 2,
	});
}

/** The Redis address as set, for whoever hands it on. Throws REDIS_MISSING (exit 4). */
export function requireRedisUrl(url: string | undefined): string {
	if (url !== undefined) return url;
	throw new AegisError(
		'REDIS_MISSING',
		'REDIS_URL is not set, and a service started alone does not start a Redis of its own.',
		{
			fix: 'Set REDIS_URL, or start everything together with `aegis up`.',
			exitCode: 4,
		},
	);
}
