/**
 * An error a person can act on: a stable code (a row in docs/errors.md), what happened, and the fix.
 *
 * `exitCode` is what a command ends with because of it: 1 failed, 2 usage, 3 not found, 4 needs set-up, 5 unreachable.
 */
export class AegisError extends Error {
	readonly code: string;
	readonly fix: string;
	readonly exitCode: number;

	constructor(code: string, message: string, options: { fix: string; exitCode?: number; cause?: unknown }) {
		super(message, options.cause === undefined ? {} : { cause: options.cause });
		this.name = 'AegisError';
		this.code = code;
		this.fix = options.fix;
		this.exitCode = options.exitCode ?? 1;
	}
}

/** One line for people: what happened, the fix, the code. */
export function describeError(error: unknown): string {
	if (error instanceof AegisError) return `${error.message} ${error.fix} [${error.code}]`;
	return error instanceof Error ? error.message : String(error);
}
