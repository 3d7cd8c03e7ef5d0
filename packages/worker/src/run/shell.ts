import type { CheckReport } from '@aegis/agents/agents';
import { AegisError } from '@aegis/shared/errors';
import { commandEnvironment, installEnvironment } from '../core/environment.ts';
import { runCommand } from '../process/command.ts';
import type { RunContext } from './context.ts';
import { enclose, insideEnvironment } from './enclose.ts';
import { placeCommandHome } from './run-disk.ts';

/**
 * Runs one of the project's own commands in `cwd`, inside the run's process scope and time limits. In a sandbox its home is
 * a folder that goes with the tree, so that what hydration put there is found by the checks.
 */
export async function runProjectCommand(
	run: RunContext,
	command: string,
	cwd: string,
	more: Readonly<Record<string, string>> = {},
): Promise<CheckReport> {
	run.held.assertMayGoOn();
	run.report.note(`running ${command}`);
	const env = commandEnvironment(run.machine.env, run.config.runners.claude.pass_env);
	const home = placeCommandHome(run, cwd);
	const enclosure = enclose(run, { argv: [], cwd, path: env['PATH'] ?? '', home });
	const report = await runCommand({
		command,
		cwd,
		env: { ...insideEnvironment(env, enclosure, run.machine.caches), ...run.door.hostEnvironment, ...more },
		scope: run.scope,
		enclosure,
		timeoutMs: run.config.test_timeout_minutes * 60_000,
		signal: run.held.signal,
	});
	run.report.checked(cwd === run.place.path ? 'worktree' : 'merge', report);
	run.held.assertMayGoOn();
	return report;
}

/** Runs the project's set-up command in `cwd`: from the lock file, and without packages' own scripts unless they are allowed. */
export function runHydration(run: RunContext, command: string, cwd: string): Promise<CheckReport> {
	return runProjectCommand(run, command, cwd, installEnvironment(run.config.install_scripts));
}

/**
 * Runs the project's checks in `cwd`; null where it has none. What was interrupted is tried once more. Throws CHECKS_INTERRUPTED
 * where that was too: nobody's change is to blame.
 */
export async function runChecks(run: RunContext, cwd: string): Promise<CheckReport | null> {
	const command = run.config.test_command;
	if (command === null) return null;
	const first = await runProjectCommand(run, command, cwd);
	if (first.interrupted === undefined) return first;
	run.log.warn({ command, why: first.interrupted }, 'checks were interrupted, once more');
	const second = await runProjectCommand(run, command, cwd);
	if (second.interrupted === undefined) return second;
	throw new AegisError(
		'CHECKS_INTERRUPTED',
		`Twice ${command} came to no end of its own: ${second.interrupted}. Nothing is known of the change.`,
		{ fix: 'Give the checks more memory, or more time with test_timeout_minutes.' },
	);
}
