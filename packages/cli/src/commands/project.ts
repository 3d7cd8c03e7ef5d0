import type { Command } from 'commander';
import type { Run } from '../context.ts';

interface TrustOptions {
	readonly yes: boolean;
	readonly json: boolean;
}

export function registerProject(program: Command, run: Run): void {
	const project = program.command('project').description('what Aegis goes by in a project');
	project
		.command('trust')
		.description('confirm the settings that the repository asks for; until then they do not count')
		.argument('[project]', 'gid or name of the project, where there are several')
		.option('--yes', 'confirm without asking', false)
		.option('--json', 'print one JSON document; without --yes nothing is confirmed', false)
		.action((wanted: string | undefined, options: TrustOptions) =>
			run(async (context) => (await import('../project/trust.ts')).trustProject(context, wanted, options)),
		);
}
