import type { Command } from 'commander';
import type { Context, Run } from '../context.ts';

/** `aegis` alone: where things stand in a few lines, and the next step. */
export function registerOverview(program: Command, run: Run): void {
	program.command('overview', { hidden: true }).action(() => run(showOverview));
}

async function showOverview({ home, terminal, env }: Context): Promise<number> {
	const { connectMaster } = await import('@aegis/shared/api');
	const { loadTracked } = await import('@aegis/shared/config');
	const { formatStatus } = await import('../output/status-text.ts');
	const projects = loadTracked(home, env['ASANA_PORTFOLIO_GID']);
	const status = await connectMaster(home)
		.status()
		.catch(() => null);
	if (status !== null) {
		for (const line of formatStatus(status, terminal.paint)) terminal.out(line);
		return 0;
	}
	terminal.out(`Aegis is not running for the home ${home.root}.`);
	for (const { name, path, board } of projects) terminal.out(`Project ${name} (${board}): ${path}`);
	terminal.out(
		projects.length === 0
			? 'Next: `aegis demo` to see it work, or `aegis init` in a git repository.'
			: 'Next: `aegis up` to start it. `aegis --help` lists every command.',
	);
	return 0;
}
