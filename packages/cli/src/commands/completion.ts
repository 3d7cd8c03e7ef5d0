import { Argument, type Command } from 'commander';
import type { Run } from '../context.ts';

const shells = ['bash', 'zsh', 'fish'] as const;

export function registerCompletion(program: Command, run: Run): void {
	program
		.command('completion')
		.description('print what makes a shell complete these commands, e.g. `source <(aegis completion bash)`')
		.addArgument(new Argument('<shell>', 'which shell').choices(shells))
		.action((shell: (typeof shells)[number]) =>
			run(async ({ terminal }) => {
				const { writeCompletion } = await import('../completion/write-completion.ts');
				for (const line of writeCompletion(program, shell).trimEnd().split('\n')) terminal.out(line);
				return 0;
			}),
		);
}
