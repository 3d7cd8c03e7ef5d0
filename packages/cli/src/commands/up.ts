import type { Command } from 'commander';
import type { Context, Run } from '../context.ts';
import { parsePort } from './options.ts';

interface UpOptions {
	readonly boardPort?: number;
	readonly dashboardPort?: number;
	readonly allowDownload: boolean;
}

export function registerUp(program: Command, run: Run): void {
	program
		.command('up')
		.description('run Aegis here until Ctrl-C: Redis, board, master, syncers, workers, dashboard')
		.option('--board-port <port>', 'where the local board listens', parsePort)
		.option('--dashboard-port <port>', 'where the dashboard listens', parsePort)
		.option('--allow-download', 'build Redis from downloaded source where nothing else is there', false)
		.action((options: UpOptions) => run((context) => runUp(context, options)));
}

async function runUp(context: Context, options: UpOptions): Promise<number> {
	const { listenForStop, exitCodeOf } = await import('../instance/stop-signal.ts');
	const { startInstance } = await import('../instance/instance.ts');
	const { loadTracked } = await import('@aegis/shared/config');
	const { home, env, terminal } = context;
	const { paint } = terminal;
	const signal = listenForStop();
	const since = Date.now();
	const projects = loadTracked(home, env['ASANA_PORTFOLIO_GID']);
	const { requireCredentials } = await import('../instance/credentials.ts');
	requireCredentials(projects, env);
	const { findObstacles } = await import('../doctor/find-obstacles.ts');
	const obstacles = findObstacles(env);

	try {
		await using instance = await startInstance({
			home,
			env,
			terminal,
			signal,
			allowDownload: options.allowDownload,
			...(options.boardPort === undefined ? {} : { boardPort: options.boardPort }),
			...(options.dashboardPort === undefined ? {} : { dashboardPort: options.dashboardPort }),
		});
		if (instance.board !== null) {
			const { linkToBoard } = await import('../instance/page-links.ts');
			terminal.note(`Board: ${paint.bold(linkToBoard(instance.board))}`);
		}
		const stopped = new Promise<void>((resolve) => {
			if (signal.aborted) resolve();
			signal.addEventListener('abort', () => resolve(), { once: true });
		});
		const { announceMaster } = await import('../instance/announce.ts');
		const { hasDashboard } = instance;
		const said = { projects, hasDashboard, obstacles: await obstacles };
		await Promise.race([announceMaster(context, since, said, signal), instance.failed]);
		await Promise.race([stopped, instance.failed]);
		terminal.note('Stopping…');
	} catch (error) {
		if (!signal.aborted) throw error;
	}
	terminal.note('Stopped.');
	return exitCodeOf(signal);
}
