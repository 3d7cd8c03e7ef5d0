import type { Command } from 'commander';
import type { Run } from '../context.ts';
import { parsePositive } from './options.ts';

interface DemoOptions {
	readonly yes: boolean;
	readonly open: boolean;
	readonly json: boolean;
	readonly keep?: string;
	readonly speed: number;
}

export function registerDemo(program: Command, run: Run): void {
	program
		.command('demo')
		.description('watch five cards, four of which become merged code, with a simulated agent, in a minute')
		.option('--yes', 'ask nothing', false)
		.option('--no-open', 'do not open the dashboard in a browser')
		.option('--json', 'print one JSON document and nothing else on stdout', false)
		.option('--keep <folder>', 'keep everything in this folder')
		.option('--speed <factor>', 'how much faster the simulated agent is', parsePositive, 1)
		.action((options: DemoOptions) =>
			run(async (context) => (await import('../demo/run.ts')).runDemo(context, options)),
		);
}
