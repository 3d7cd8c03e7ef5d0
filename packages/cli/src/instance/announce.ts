import { join } from 'node:path';
import { StandbyNote, type StatusView } from '@aegis/shared/api';
import { readJsonFile, type TrackedProject } from '@aegis/shared/config';
import type { Context } from '../context.ts';
import type { Check } from '../doctor/check.ts';
import { awaitMaster, readQuietly } from './master-service.ts';
import { linkTo } from './page-links.ts';
import { waitFor } from './stop-signal.ts';

/** Waits for the master started after `since` and says where to look and what to do next. */
export async function announceMaster(
	context: Context,
	since: number,
	instance: {
		readonly projects: readonly TrackedProject[];
		readonly hasDashboard: boolean;
		/** What keeps every agent from starting, as `aegis doctor` would say it. */
		readonly obstacles: readonly Check[];
	},
	signal: AbortSignal,
): Promise<void> {
	const { projects, hasDashboard, obstacles } = instance;
	const { home, terminal } = context;
	const { paint } = terminal;
	const [status, standby] = await awaitMasterOrStandby(home, since, signal);
	if (signal.aborted) return;
	if (standby !== null) {
		terminal.note(`${paint.green('✓')} Standing by: another master is active (${standby}). Ctrl-C stops it.`);
		return;
	}
	if (status === null) {
		terminal.note(`${paint.yellow('!')} The master does not answer yet; see \`aegis logs master\`.`);
		return;
	}
	const dashboard = hasDashboard ? await awaitDashboard(context, signal) : null;
	if (dashboard !== null) {
		terminal.note(`Dashboard: ${paint.bold(dashboard)}`);
		terminal.note('Each of these links opens once; `aegis open` prints another.');
	} else if (hasDashboard && !signal.aborted)
		terminal.note(`${paint.yellow('!')} The dashboard is not there yet; \`aegis open\` opens it when it is.`);
	for (const { text, fix } of obstacles) terminal.note(`${paint.red('✗')} ${text}. ${fix ?? ''}`);
	if (obstacles.length > 0) {
		terminal.note(
			`${paint.yellow('!')} Running, but no card can be worked on until then. Nothing is counted against a card, and work begins by itself. Ctrl-C stops it.`,
		);
		return;
	}
	terminal.note(
		projects.length === 0
			? `${paint.green('✓')} Running, with no project yet. Next: \`aegis init\` in a git repository.`
			: `${paint.green('✓')} Running ${projects.map(({ name }) => name).join(', ')}. Next: \`aegis task add "…" --ready\`. Ctrl-C stops it.`,
	);
}

/** Whichever comes first: the master's answer, or its note that another one is active. */
async function awaitMasterOrStandby(
	home: Context['home'],
	since: number,
	signal: AbortSignal,
): Promise<[StatusView | null, string | null]> {
	const settled = new AbortController();
	const either = AbortSignal.any([signal, settled.signal]);
	try {
		return await Promise.race([
			awaitMaster(home, since, 30_000, either).then((status) => [status, null] as [StatusView | null, null]),
			awaitStandby(home, either).then((active) => [null, active] as [null, string | null]),
		]);
	} finally {
		settled.abort();
	}
}

/** Resolves only with a note, or with null when stopped: a master that becomes active writes none. */
async function awaitStandby(home: Context['home'], signal: AbortSignal): Promise<string | null> {
	while (!signal.aborted) {
		const note = readQuietly(() => readJsonFile(join(home.run, 'standby.json'), StandbyNote));
		if (note !== null) return note.active;
		await waitFor(100, signal);
	}
	return null;
}

/** A link to the dashboard once it is there; null when it is not within 20 s, or when stopped. */
export async function awaitDashboard(
	{ home }: Pick<Context, 'home'>,
	signal: AbortSignal,
): Promise<string | null> {
	const deadline = performance.now() + 20_000;
	while (performance.now() < deadline && !signal.aborted) {
		const link = linkTo(home, 'dashboard');
		if (link !== null) return link;
		await waitFor(50, signal);
	}
	return null;
}
