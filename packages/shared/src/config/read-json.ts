import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { AegisError } from '../errors.ts';

/**
 * Reads a JSON file against a schema; null when it does not exist.
 *
 * Throws CONFIG_UNREADABLE or CONFIG_INVALID (exit 2) naming the file and every problem in it.
 */
export function readJsonFile<T>(file: string, schema: z.ZodType<T>): T | null {
	let text: string;
	try {
		text = readFileSync(file, 'utf8');
	} catch (error) {
		if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
		throw unreadable(file, error);
	}
	let value: unknown;
	try {
		value = JSON.parse(text);
	} catch (error) {
		throw unreadable(file, error);
	}
	const parsed = schema.safeParse(value);
	if (parsed.success) return parsed.data;
	throw new AegisError('CONFIG_INVALID', `${file} is not valid: ${describeIssues(parsed.error)}.`, {
		fix: 'Correct the file; docs/configuration.md lists every setting.',
		exitCode: 2,
	});
}

function unreadable(file: string, cause: unknown): AegisError {
	return new AegisError('CONFIG_UNREADABLE', `${file} cannot be read as JSON: ${(cause as Error).message}.`, {
		fix: 'Correct or remove the file.',
		exitCode: 2,
		cause,
	});
}

/** Every problem of a zod error in one line. */
export function describeIssues(error: z.ZodError): string {
	return error.issues
		.map((issue) => `${issue.path.length === 0 ? '' : `${issue.path.join('.')}: `}${issue.message}`)
		.join('; ');
}
