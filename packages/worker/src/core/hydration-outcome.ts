import type { CheckReport } from '@aegis/agents/agents';

/** What a shell ends with where a command is not there. */
const notFound = 127;

/** The outcome of a run whose worktree could not be set up. A command that is not there fails every card alike. */
export function hydrationOutcome(
	report: CheckReport,
	where: string,
): { readonly kind: 'failed'; readonly code: string; readonly message: string; readonly evidence: string } {
	const isMissing = report.exitCode === notFound;
	return {
		kind: 'failed',
		code: isMissing ? 'HYDRATION_MISSING' : 'HYDRATION_FAILED',
		message: isMissing
			? `The set-up command ${report.command} is not there${where}: install it where the worker runs, or correct hydration_command.`
			: `${report.command} failed${where} with exit code ${report.exitCode}.`,
		evidence: report.tail,
	};
}
