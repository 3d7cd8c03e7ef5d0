import type { ProjectSettings } from '../core/card/settings.ts';
import type { DayCap } from '../core/start/day-caps.ts';
import type { MasterTx } from '../store/master-store.ts';

/** When the day of a moment began and ends, in this machine's time zone. Milliseconds since the epoch. */
export function dayOf(now: number): { readonly sinceMs: number; readonly untilMs: number } {
	return { sinceMs: new Date(now).setHours(0, 0, 0, 0), untilMs: new Date(now).setHours(24, 0, 0, 0) };
}

/** Whose spending is looked at: that of a project and, where it is known, that of the author of one card. */
export interface Spender {
	readonly projectGid: string;
	/** Null where only what concerns all cards of the project is asked for. */
	readonly author: string | null;
	readonly settings: Pick<ProjectSettings, 'usdPerDay' | 'authorUsdPerDay'>;
}

/**
 * The day's caps that concern a card, as they stand. A run counts for the day it ends on, and before that with what is set
 * aside for it: so no day's spending passes its cap, whatever runs over midnight. Asks the store only where there is a cap.
 */
export async function readDayCaps(
	{ runs }: Pick<MasterTx, 'runs'>,
	{ projectGid, author, settings }: Spender,
	installationUsd: number | null,
	now: number,
): Promise<DayCap[]> {
	const projectUsd = settings.usdPerDay ?? null;
	const authorUsd = author === null ? null : (settings.authorUsdPerDay ?? null);
	if (projectUsd === null && authorUsd === null && installationUsd === null) return [];
	const { sinceMs, untilMs } = dayOf(now);
	const ended = await runs.spentSince(sinceMs);
	const open = (await runs.open()).map((row) => ({
		project_gid: row.project_gid,
		author_gid: row.author_gid,
		usd: Math.max(row.reserved_usd, row.cost_usd),
	}));
	const cap = (
		scope: DayCap['scope'],
		maxUsd: number | null,
		concerns: (line: { project_gid: string; author_gid: string | null }) => boolean,
	): DayCap[] =>
		maxUsd === null
			? []
			: [{ scope, maxUsd, spentUsd: sum(ended, concerns), reservedUsd: sum(open, concerns), untilMs }];
	return [
		...cap('project', projectUsd, (line) => line.project_gid === projectGid),
		...cap('installation', installationUsd, () => true),
		...cap('author', authorUsd, (line) => (line.author_gid ?? '') === author),
	];
}

function sum<Line extends { readonly usd: number }>(
	lines: readonly Line[],
	concerns: (line: Line) => boolean,
): number {
	return lines.filter(concerns).reduce((total, { usd }) => total + usd, 0);
}
