import type { TrackedProject } from '@aegis/shared/config';
import type { Context } from '../context.ts';
import { awaitMaster, findDashboardUrl } from './master-service.ts';
import { waitFor } from './stop-signal.ts';

/** Waits for the master started after `since` and says where to look and what to do next. */
export async function announceMaster(
	context: Context,
	since: number,
	projects: readonly TrackedProject[],
	signal: AbortSignal,
): Promise<void> {
	const { home, terminal } = context;
	const { paint } = terminal;
	const status = await awaitMaster(home, since, 30_000, signal);
	if (signal.aborted) return;
	if (status === null) {
		terminal.note(`${paint.yellow('!')} The master does not answer yet; see \`aegis logs master\`.`);
		return;
	}
	const dashboard = await awaitDashboard(context, signal);
	if (dashboard !== null) terminal.note(`Dashboard: ${paint.bold(dashboard)}`);
	terminal.note(
		projects.length === 0
			? `${paint.green('✓')} Running, with no project yet. Next: \`aegis init\` in a git repository.`
			: `${paint.green('✓')} Running ${projects.map(({ name }) => name).join(', ')}. Next: \`aegis task add "…" --ready\`. Ctrl-C stops it.`,
	);
}

async function awaitDashboard({ home }: Context, signal: AbortSignal): Promise<string | null> {
	const deadline = performance.now() + 5_000;
	while (performance.now() < deadline && !signal.aborted) {
		const url = findDashboardUrl(home);
		if (url !== null) return url;
		await waitFor(50, signal);
	}
	return null;
}
