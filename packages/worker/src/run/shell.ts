import type { CheckReport } from '@aegis/agents/agents';
import { commandEnvironment } from '../core/environment.ts';
import { runCommand } from '../process/command.ts';
import type { RunContext } from './context.ts';

/** Runs one of the project's own commands in `cwd`, inside the run's process scope and time limits. */
export async function runProjectCommand(run: RunContext, command: string, cwd: string): Promise<CheckReport> {
	run.held.assertMayGoOn();
	run.report.note(`running ${command}`);
	const report = await runCommand({
		command,
		cwd,
		env: commandEnvironment(run.machine.env, run.config.runners.claude.pass_env),
		scope: run.scope,
		timeoutMs: run.config.test_timeout_minutes * 60_000,
		signal: run.held.signal,
	});
	run.report.checked(cwd === run.place.path ? 'worktree' : 'merge', report);
	run.held.assertMayGoOn();
	return report;
}

/** Runs the project's checks in `cwd`; null where it has none. */
export async function runChecks(run: RunContext, cwd: string): Promise<CheckReport | null> {
	const command = run.config.test_command;
	return command === null ? null : runProjectCommand(run, command, cwd);
}
