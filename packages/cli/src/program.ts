import { Command } from 'commander';
import { commands } from './commands/index.ts';
import type { Run } from './context.ts';

/** Where help, versions and complaints about the command line are written to. */
interface Output {
	readonly stdout: { write(text: string): unknown };
	readonly stderr: { write(text: string): unknown };
}

/** The command line: every command with its arguments and options. `run` carries their bodies out. */
export function createProgram(run: Run, { stdout, stderr }: Output): Command {
	// Commands inherit what is set before they are made.
	const program = new Command('aegis')
		.description('Carries the cards of a board to reviewed, tested, merged code.')
		.version('0.1.0')
		.helpOption('-h, --help', 'show help')
		.showSuggestionAfterError()
		.exitOverride()
		.configureOutput({
			writeOut: (text) => void stdout.write(text),
			writeErr: (text) => void stderr.write(text),
		});
	for (const register of commands) register(program, run);
	program
		.command('version')
		.description('print the version')
		.action(() => void stdout.write(`${program.version() ?? ''}\n`));
	return program;
}
