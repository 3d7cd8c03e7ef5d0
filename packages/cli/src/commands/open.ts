import { Argument, type Command } from 'commander';
import { AegisError } from '@aegis/shared/errors';
import type { Context, Run } from '../context.ts';

interface OpenOptions {
	readonly view: boolean;
	readonly print: boolean;
}

export function registerOpen(program: Command, run: Run): void {
	program
		.command('open')
		.description('open the dashboard or the board in a browser, by a link that works once')
		.addArgument(new Argument('[page]', 'which one').choices(['dashboard', 'board']).default('dashboard'))
		.option('--view', 'a session that looks and gives no orders', false)
		.option('--print', 'print the link alone and open nothing', false)
		.action((page: 'dashboard' | 'board', options: OpenOptions) =>
			run((context) => runOpen(context, page, options)),
		);
}

async function runOpen(
	{ home, terminal }: Context,
	page: 'dashboard' | 'board',
	options: OpenOptions,
): Promise<number> {
	const { linkTo } = await import('../instance/page-links.ts');
	const link = linkTo(home, page, options.view ? 'view' : 'operate');
	if (link === null) {
		throw new AegisError('PAGE_NOT_SERVED', `No ${page} runs for the home ${home.root}.`, {
			fix: 'Start everything with `aegis up`.',
			exitCode: 5,
		});
	}
	terminal.out(link);
	if (!options.print && terminal.interactive) {
		const { openPage } = await import('../instance/open-page.ts');
		openPage(link);
	}
	return 0;
}
