import { AegisError } from '@aegis/shared/errors';
import type { Terminal } from './terminal.ts';

/** Says what went wrong in one sentence and its fix, and returns the exit code. The stack is for `LOG_LEVEL=debug`. */
export function reportFailure(terminal: Terminal, error: unknown, debug: boolean): number {
	const { paint } = terminal;
	if (error instanceof AegisError) {
		terminal.note(`${paint.red('✗')} ${error.message}`);
		terminal.note(`  ${error.fix} ${paint.dim(`[${error.code}]`)}`);
		if (debug && error.cause instanceof Error) terminal.note(error.cause.stack ?? error.cause.message);
		return error.exitCode;
	}
	terminal.note(`${paint.red('✗')} ${error instanceof Error ? error.message : String(error)}`);
	if (debug && error instanceof Error) terminal.note(error.stack ?? '');
	else terminal.note('  This was not foreseen; LOG_LEVEL=debug shows where it happened. [UNEXPECTED]');
	return 1;
}
