import type { Command } from 'commander';
import type { Run } from '../context.ts';
import { parsePositive } from './options.ts';

interface LogsOptions {
	readonly follow: boolean;
	readonly json: boolean;
	readonly lines: number;
}

export function registerLogs(program: Command, run: Run): void {
	program
		.command('logs')
		.description('show the log of one service, or of all')
		.argument('[service]', 'board, master, redis, dashboard, a syncer or a worker')
		.option('-f, --follow', 'go on with what is written from now on', false)
		.option('-n, --lines <number>', 'how many lines to begin with', parsePositive, 100)
		.option('--json', 'print the lines as they were written (NDJSON)', false)
		.action((service: string | undefined, options: LogsOptions) =>
			run(async (context) => {
				const { showLogs } = await import('../logs/show.ts');
				return showLogs(context, { ...options, ...(service === undefined ? {} : { service }) });
			}),
		);
}
