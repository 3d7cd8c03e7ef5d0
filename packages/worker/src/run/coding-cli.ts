import { parseCommandLine } from '@aegis/agents/runner';
import type { RunContext } from './context.ts';

/** The command of the coding CLI, as it is configured. Throws COMMAND_LINE_INVALID. */
export function codingCli({ machine, config }: Pick<RunContext, 'machine' | 'config'>): string[] {
	const command = machine.claudeCommand ?? config.runners.claude.command ?? 'claude';
	return typeof command === 'string' ? parseCommandLine(command) : command;
}
