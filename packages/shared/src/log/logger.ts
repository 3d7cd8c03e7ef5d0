import { destination, pino, stdTimeFunctions, type Logger, type LoggerOptions } from 'pino';
import { redact } from '../redaction.ts';

export type { Logger };

/** Keys whose values never reach a log, wherever they stand in a logged object. */
const secretKeys = [
	'token',
	'accessToken',
	'password',
	'secret',
	'apiKey',
	'authorization',
	'ASANA_ACCESS_TOKEN',
	'ANTHROPIC_API_KEY',
];

/** A JSON logger on stdout, or appending to `file`. `level` is a pino level name. Ids are bound with `child`. */
export function createLogger(
	service: string,
	options: { level?: string; bindings?: Record<string, string>; file?: string } = {},
): Logger {
	const settings: LoggerOptions = {
		level: options.level ?? 'info',
		base: { service, pid: process.pid, ...options.bindings },
		timestamp: stdTimeFunctions.isoTime,
		formatters: { level: (label) => ({ level: label }) },
		// Whatever key it stands at, and in whatever text: known secrets are taken out of the whole line.
		hooks: { streamWrite: redact },
		redact: { paths: secretKeys.flatMap((key) => [key, `*.${key}`, `*.*.${key}`]), censor: '[redacted]' },
	};
	if (options.file === undefined) return pino(settings);
	return pino(settings, destination({ dest: options.file, mkdir: true, sync: true }));
}
