import { existsSync } from 'node:fs';
import type { Command } from 'commander';
import { AegisError } from '@aegis/shared/errors';
import type { Run } from '../context.ts';

/** What was never there keeps every promise: saying so would assure nobody of anything. */
function requireHome(root: string): void {
	if (existsSync(root)) return;
	throw new AegisError('HOME_NOT_FOUND', `There is no Aegis home at ${root}.`, {
		fix: 'Name the right folder with --home, or set AEGIS_HOME.',
		exitCode: 3,
	});
}

interface Options {
	readonly json: boolean;
	readonly settled: boolean;
	readonly board: boolean;
	readonly home?: string;
	readonly effects?: string[];
	readonly bill?: string;
}

export function registerVerify(program: Command, run: Run): void {
	program
		.command('verify')
		.description('hold everything that was done against the promises: logs, books, repositories, processes')
		.option('--home <folder>', 'the installation to look at (AEGIS_HOME)')
		.option('--effects <folder...>', 'effects of workers on other machines')
		.option('--settled', 'nothing may be under way any more', false)
		.option('--board', 'count the comments on Asana too, one request per card', false)
		.option('--bill <file>', 'the bill of the stand-in for the model')
		.option('--json', 'print one JSON document', false)
		.action((options: Options) =>
			run(async (context) => {
				const { home: own, env, terminal } = context;
				const { checkHome } = await import('@aegis/checker/home');
				const { locateHome } = await import('@aegis/shared/config');
				const { findDoubledComments } = await import('../verify/doubled-comments.ts');
				const { formatReport } = await import('../verify/format.ts');
				const home = options.home === undefined ? own : locateHome(options.home);
				requireHome(home.root);
				const comments = await findDoubledComments({ ...context, home }, { asana: options.board });
				const checked = await checkHome({
					home,
					databaseUrl: env['DATABASE_URL'],
					portfolioGid: env['ASANA_PORTFOLIO_GID'],
					settled: options.settled,
					bill: options.bill,
					folders: options.effects ?? [],
					now: Date.now(),
				});
				const report = {
					...checked,
					violations: [...checked.violations, ...comments.violations],
					unseen: [...checked.unseen, ...comments.unseen],
				};
				if (options.json) terminal.out(JSON.stringify(report, null, 2));
				else for (const line of formatReport(report)) terminal.out(line);
				return report.violations.length === 0 ? 0 : 1;
			}),
		);
}
