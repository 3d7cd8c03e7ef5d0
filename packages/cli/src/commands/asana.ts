import type { Command } from 'commander';
import type { Run } from '../context.ts';

interface SyncSchemaOptions {
	readonly project?: string;
	readonly dryRun: boolean;
	readonly json: boolean;
}

export function registerAsana(program: Command, run: Run): void {
	const asana = program.command('asana').description('look after projects on their boards');
	asana
		.command('sync-schema')
		.description('give a project the sections, fields and options that Aegis needs')
		.option('--project <project>', 'gid or name; needed only where it is not clear')
		.option('--dry-run', 'print what would be done and change nothing', false)
		.option('--json', 'print one JSON document', false)
		.action((options: SyncSchemaOptions) =>
			run(async (context) => (await import('../asana/sync-schema.ts')).runSyncSchema(context, options)),
		);
}
