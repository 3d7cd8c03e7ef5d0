import type { Command } from 'commander';
import type { Run } from '../context.ts';

export function registerStatus(program: Command, run: Run): void {
	program
		.command('status')
		.description('show cards, runs, workers, what waits and why, and what it cost')
		.option('--json', 'print one JSON document', false)
		.action((options: { json: boolean }) =>
			run(async ({ home, terminal }) => {
				const { connectMaster } = await import('@aegis/shared/api');
				const { formatStatus } = await import('../output/status-text.ts');
				const status = await connectMaster(home).status();
				if (options.json) terminal.out(JSON.stringify(status, null, 2));
				else for (const line of formatStatus(status, terminal.paint)) terminal.out(line);
				return 0;
			}),
		);
}
