import type { Command } from 'commander';
import type { Run } from '../context.ts';

export function registerPause(program: Command, run: Run): void {
	program
		.command('pause')
		.description('start nothing and stop what runs, its session kept: everything, a project or a card')
		.argument('[card]', 'gid of the one card that is meant')
		.option('--project <project>', 'gid or name of the project that is meant')
		.action((card: string | undefined, options: { project?: string }) =>
			run(async (context) => (await import('../control/pause.ts')).pauseWork(context, card, options.project)),
		);
}
