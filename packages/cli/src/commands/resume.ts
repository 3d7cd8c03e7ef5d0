import type { Command } from 'commander';
import type { Run } from '../context.ts';

export function registerResume(program: Command, run: Run): void {
	program
		.command('resume')
		.description('let go on what was paused, or a card that was stopped or set aside')
		.argument('[card]', 'gid of the one card that is meant')
		.option('--project <project>', 'gid or name of the project that is meant')
		.action((card: string | undefined, options: { project?: string }) =>
			run(async (context) =>
				(await import('../control/resume.ts')).resumeWork(context, card, options.project),
			),
		);
}
