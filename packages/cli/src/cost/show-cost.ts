import { connectMaster } from '@aegis/shared/api';
import type { Context } from '../context.ts';
import { clip, formatTable, formatUsd } from '../output/table.ts';
import { dayOf, sumBy } from './core/sum-by.ts';

/** As many of the newest runs as are summed up. */
const newestRuns = 10_000;

export type CostBy = 'day' | 'agent' | 'card';

const names = {
	day: ({ queuedAt }: { queuedAt: number }) => dayOf(queuedAt),
	agent: ({ agent }: { agent: string }) => agent,
	card: ({ cardName }: { cardName: string }) => cardName,
} as const;

/** What was spent, by day, agent or card. */
export async function showCost(
	{ home, terminal }: Context,
	{ by, json }: { readonly by: CostBy; readonly json: boolean },
): Promise<number> {
	const master = connectMaster(home);
	const [runs, { spentUsd, spentTodayUsd }] = await Promise.all([master.runs(newestRuns), master.status()]);
	const summed = sumBy(runs, names[by]);
	const lines = by === 'day' ? summed.toSorted((a, b) => b.name.localeCompare(a.name)) : summed;
	if (json) {
		terminal.out(JSON.stringify({ by, spentUsd, spentTodayUsd, lines }, null, 2));
		return 0;
	}
	for (const line of formatTable([
		...lines.map(({ name, runs: count, usd }) => [clip(name, 50), `${count} runs`, formatUsd(usd)]),
		['in all', '', formatUsd(spentUsd)],
		['today', '', formatUsd(spentTodayUsd)],
	]))
		terminal.out(line);
	return 0;
}
