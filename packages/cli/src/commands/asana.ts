import { Option, type Command } from 'commander';
import type { Run } from '../context.ts';

interface SyncSchemaOptions {
	readonly project?: string;
	/** True where the option was given without a gid. */
	readonly portfolio?: string | true;
	readonly dryRun: boolean;
	readonly json: boolean;
}

export function registerAsana(program: Command, run: Run): void {
	const asana = program.command('asana').description('look after projects on their boards');
	asana
		.command('sync-schema')
		.description('give a project the sections, fields and options that Aegis needs')
		.option('--project <project>', 'gid or name; needed only where it is not clear')
		.addOption(
			new Option(
				'--portfolio [gid]',
				'every project of a portfolio; without a gid that of ASANA_PORTFOLIO_GID',
			).conflicts('project'),
		)
		.option('--dry-run', 'print what would be done and change nothing', false)
		.option('--json', 'print one JSON document', false)
		.action((options: SyncSchemaOptions) =>
			run(async (context) => {
				const { portfolio } = options;
				if (portfolio === undefined)
					return (await import('../asana/sync-schema.ts')).runSyncSchema(context, options);
				const { runSyncPortfolio } = await import('../asana/sync-portfolio.ts');
				return runSyncPortfolio(context, { ...options, portfolio });
			}),
		);
}
