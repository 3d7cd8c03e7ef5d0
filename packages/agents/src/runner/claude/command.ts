import type { RunnerCommand, RunnerLaunch, RunnerTask } from '../contract.ts';
import { buildEnvironment } from './environment.ts';

/** Builds the process. The prompt goes through stdin: an argument is limited to 128 KB and may look like a flag. */
export function buildCommand(task: RunnerTask, launch: RunnerLaunch): RunnerCommand {
	return {
		argv: [...launch.argv, ...buildFlags(task)],
		env: buildEnvironment(launch, task.configDir),
		stdin: `${JSON.stringify({
			type: 'user',
			message: { role: 'user', content: task.prompt },
			parent_tool_use_id: null,
			session_id: '',
		})}\n`,
	};
}

function buildFlags(task: RunnerTask): string[] {
	const flags = [
		['-p', '--verbose', '--include-partial-messages'],
		['--input-format', 'stream-json', '--output-format', 'stream-json'],
		// A repository's own settings could run hooks, and its MCP servers could do anything.
		['--setting-sources', '', '--strict-mcp-config', '--disable-slash-commands'],
		['--permission-mode', task.access === 'write' ? 'acceptEdits' : 'dontAsk'],
		['--tools', listTools(task)],
		['--json-schema', JSON.stringify(task.jsonSchema)],
		['--max-turns', String(task.maxTurns)],
		task.budgetUsd === null ? [] : ['--max-budget-usd', String(Number(task.budgetUsd.toFixed(6)))],
		task.resumeSessionId === null ? ['--session-id', task.sessionId] : ['--resume', task.resumeSessionId],
		task.model === null ? [] : ['--model', task.model],
		task.appendSystemPromptFile === null ? [] : ['--append-system-prompt-file', task.appendSystemPromptFile],
		allowCommands(task.allowedCommands),
	];
	return flags.flat();
}

/** A tool that is not there cannot be talked into anything: a reader gets no shell unless a command is allowed. */
function listTools({ access, allowedCommands }: RunnerTask): string {
	if (access === 'write') return 'Bash,Edit,Write,Read,Grep,Glob';
	return allowedCommands.length === 0 ? 'Read,Grep,Glob' : 'Bash,Read,Grep,Glob';
}

/** Last, because the flag takes every argument that follows. Each rule also covers the command with more arguments. */
function allowCommands(commands: readonly string[]): string[] {
	const rules = commands
		.map((command) => command.trim())
		.filter((command) => command !== '')
		.flatMap((command) => [`Bash(${command})`, `Bash(${command} *)`]);
	return rules.length === 0 ? [] : ['--allowedTools', ...rules];
}
