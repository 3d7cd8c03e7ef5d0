import { CommanderError } from 'commander';
import { readEnvironment } from './environment.ts';
import { createTerminal } from './output/terminal.ts';
import { reportFailure } from './output/failure.ts';
import { createProgram } from './program.ts';
import type { Run } from './context.ts';

interface Surroundings {
	readonly env: Readonly<Record<string, string | undefined>>;
	readonly cwd: string;
	readonly stdout: { write(text: string): unknown; readonly isTTY?: boolean };
	readonly stderr: { write(text: string): unknown; readonly isTTY?: boolean };
}

/**
 * Runs one command line and returns its exit code: 0 ok, 1 failed, 2 usage, 3 not found, 4 needs set-up,
 * 5 unreachable, 130 interrupted. Never throws and never exits.
 */
export async function runAegis(argv: readonly string[], surroundings: Surroundings): Promise<number> {
	const terminal = createTerminal(surroundings, surroundings.env);
	let exitCode = 0;
	const run: Run = async (body) => {
		const { locateHome } = await import('@aegis/shared/config');
		const env = readEnvironment(surroundings.env);
		exitCode = await body({ env, cwd: surroundings.cwd, home: locateHome(env['AEGIS_HOME']), terminal });
	};
	const program = createProgram(run, surroundings);
	try {
		await program.parseAsync(argv.length === 0 ? ['overview'] : argv, { from: 'user' });
		return exitCode;
	} catch (error) {
		if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
		return reportFailure(terminal, error, surroundings.env['LOG_LEVEL'] === 'debug');
	}
}
