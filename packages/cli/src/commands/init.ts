import path from 'node:path';
import type { Command } from 'commander';
import type { Context, Run } from '../context.ts';

interface InitOptions {
	readonly asana?: string;
	readonly name?: string;
}

export function registerInit(program: Command, run: Run): void {
	program
		.command('init')
		.description('put a git repository under the care of Aegis')
		.argument('[path]', 'the repository', '.')
		.option('--name <name>', 'the name of its project on the board (the folder without this)')
		.option('--asana <gid>', 'use this project on Asana instead of the local board')
		.action((folder: string, options: InitOptions) => run((context) => runInit(context, folder, options)));
}

async function runInit(context: Context, folder: string, options: InitOptions): Promise<number> {
	const { inspectRepository } = await import('../init/inspect.ts');
	const { adoptRepository } = await import('../init/adopt.ts');
	const { readLiveOwner } = await import('../instance/lock.ts');

	const found = await inspectRepository(path.resolve(context.cwd, folder));
	await adoptRepository(context, found, {
		...(options.asana === undefined ? {} : { asanaGid: options.asana }),
		...(options.name === undefined ? {} : { name: options.name }),
	});
	const running = readLiveOwner(context.home) !== null;
	context.terminal.out(`Next: ${running ? '' : '`aegis up`, then '}\`aegis task add "…" --ready\``);
	return 0;
}
