import type { Command } from 'commander';
import type { Run } from '../context.ts';

export function registerTop(program: Command, run: Run): void {
	program
		.command('top')
		.description('watch cards, agents, workers and cost in the terminal, until Ctrl-C')
		.action(() => run(async (context) => (await import('../top/watch-top.ts')).watchTop(context)));
}
