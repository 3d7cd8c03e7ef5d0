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
	const { writeProjectConfig } = await import('../init/write-config.ts');
	const { excludeOwnFolder } = await import('../init/exclude.ts');
	const { registerProject } = await import('../init/register.ts');
	const { readLiveOwner } = await import('../instance/lock.ts');
	const { loadProjectConfig } = await import('@aegis/shared/config');
	const { terminal } = context;
	const { paint } = terminal;

	const found = await inspectRepository(path.resolve(context.cwd, folder));
	const added = writeProjectConfig(found, options.asana === undefined ? 'local' : 'asana');
	const excluded = await excludeOwnFolder(found.root);
	const { project, created } = await registerProject(context, {
		root: found.root,
		...(options.asana === undefined ? {} : { asanaGid: options.asana }),
		...(options.name === undefined ? {} : { name: options.name }),
	});

	const done = paint.green('✓');
	terminal.out(`${done} Repository ${found.root}`);
	terminal.out(`  base ${found.base}, remote ${found.remote ?? 'none'}`);
	terminal.out(`  tests: ${found.testCommand ?? 'none found'}`);
	terminal.out(`  hydration: ${found.hydrationCommand ?? 'none needed'}`);
	const settings = Object.keys(added);
	terminal.out(
		`${done} aegis_config.json: ${settings.length === 0 ? 'nothing to add' : `added ${settings.join(', ')}`}`,
	);
	if (excluded) terminal.out(`${done} .aegis/ is in .git/info/exclude`);
	const where = project.board === 'local' ? 'the local board' : 'Asana';
	terminal.out(
		`${done} Project ${project.name} (${project.gid}) on ${where}${created ? ', created now' : ''}`,
	);
	if (found.refusingRemote !== null) {
		const what = `${found.refusingRemote} takes no pushes to ${found.base} from here`;
		const then =
			loadProjectConfig(found.root).remote === null
				? `work lands on the local ${found.base}`
				: 'merges will fail until it does, or until "remote" in aegis_config.json is null';
		terminal.out(`${paint.yellow('!')} ${what}: ${then}.`);
	}
	if (found.testCommand === null) {
		terminal.out(`${paint.yellow('!')} Without a test_command in aegis_config.json, merges are not tested.`);
	}
	const running = readLiveOwner(context.home) !== null;
	terminal.out(`Next: ${running ? '' : '`aegis up`, then '}\`aegis task add "…" --ready\``);
	return 0;
}
