import type { Command } from 'commander';
import type { Run } from '../context.ts';

interface ConnectOptions {
	readonly tokenStdin: boolean;
	readonly workspace?: string;
	readonly project?: string;
	readonly create?: string;
	readonly yes: boolean;
}

export function registerConnect(program: Command, run: Run): void {
	const connect = program.command('connect').description('use a board that is elsewhere');
	connect
		.command('asana')
		.description('use a project on Asana for the repository in the current folder')
		.option('--token-stdin', 'read the personal access token from stdin', false)
		.option('--workspace <workspace>', 'gid or name; needed only where there are several')
		.option('--project <project>', 'gid or name of the project')
		.option('--create <name>', 'create a project of this name')
		.option('--yes', 'ask nothing', false)
		.addHelpText(
			'after',
			'\nThe token is asked for, or taken from stdin or ASANA_ACCESS_TOKEN, and kept in the .env file of the home.',
		)
		.action((options: ConnectOptions) =>
			run(async (context) => (await import('../connect/connect-asana.ts')).connectAsana(context, options)),
		);
}
