import { Option, type Command } from 'commander';
import type { Run } from '../context.ts';
import { parsePort } from './options.ts';

interface BoardOptions {
	readonly port?: number;
	readonly data?: string;
	readonly plan: 'paid' | 'free';
	readonly guest: boolean;
	readonly json: boolean;
}

export function registerBoard(program: Command, run: Run): void {
	program
		.command('board')
		.description('run the local board alone and print its address and token')
		.option('--port <port>', 'where it listens (any free port without this)', parsePort)
		.option('--data <folder>', 'where it keeps its data (the home without this)')
		.addOption(
			new Option('--plan <plan>', "which of Asana's plans it behaves as")
				.choices(['paid', 'free'])
				.default('paid'),
		)
		.option('--guest', 'have a guest in the workspace, and print its token', false)
		.option('--json', 'print one JSON document when it is ready', false)
		.action((options: BoardOptions) =>
			run(async (context) => {
				const { runBoard } = await import('../board/run-alone.ts');
				return runBoard(context, options);
			}),
		);
}
