import { unknownSession, type Failure, type RunEnd } from './run-end.ts';

/** A process that ended without a result: it was stopped, refused its arguments, or broke. */
export function classifyDeath({ exitCode, signal, stderrTail }: RunEnd): Failure {
	if (isMissing(exitCode, stderrTail)) {
		return {
			status: 'failed',
			code: 'RUNNER_MISSING',
			message: `The coding CLI cannot be started: ${lastLine(stderrTail) || 'there is no such command'}. Install it (npm i -g @anthropic-ai/claude-code), or name its command in AEGIS_CLAUDE_COMMAND.`,
		};
	}
	if (signal !== null || (exitCode !== null && exitCode > 128)) {
		return {
			status: 'process-failure',
			code: 'RUNNER_STOPPED',
			message: `The CLI was stopped (${signal ?? `exit code ${exitCode}`}) before it reported.`,
		};
	}
	if (stderrTail.includes('No conversation found with session ID')) return unknownSession;
	if (/Session ID \S+ is already in use/.test(stderrTail)) {
		return {
			status: 'failed',
			code: 'SESSION_IN_USE',
			message: 'The session id is taken. Resume that session, or start a new one.',
		};
	}
	if (stderrTail.includes('unknown option')) {
		return {
			status: 'failed',
			code: 'RUNNER_INCOMPATIBLE',
			message: `The CLI does not know a flag Aegis uses: ${firstLine(stderrTail)} Install a current version.`,
		};
	}
	return {
		status: 'process-failure',
		code: 'RUNNER_DIED',
		message:
			`The CLI ended with exit code ${exitCode ?? 'none'} and reported nothing. ${lastLine(stderrTail)}`.trim(),
	};
}

/** 127 and 126 are what a shell and `setpriv` end with where there is no such command, or none that may be run. */
function isMissing(exitCode: number | null, stderrTail: string): boolean {
	if (exitCode === 127 || exitCode === 126) return true;
	return /(?:failed to execute|execvp|spawn) \S*:? ?.*(?:No such file|Permission denied|ENOENT|EACCES)/.test(
		stderrTail,
	);
}

function firstLine(text: string): string {
	return text.split('\n')[0] ?? '';
}

function lastLine(text: string): string {
	return text.split('\n').at(-1) ?? '';
}
