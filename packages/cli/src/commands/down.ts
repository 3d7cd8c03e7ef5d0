import type { Command } from 'commander';
import type { Run } from '../context.ts';

export function registerDown(program: Command, run: Run): void {
	program
		.command('down')
		.description('stop what runs for this home, and wait until it is gone')
		.action(() =>
			run(async ({ home, terminal }) => {
				const { stopHome } = await import('../instance/stop.ts');
				const stopped = await stopHome(home);
				for (const what of stopped) terminal.out(`Stopped ${what}`);
				if (stopped.length === 0) terminal.out('Nothing was running.');
				return 0;
			}),
		);
}
