import { connectMaster } from '@aegis/shared/api';
import type { Context } from '../context.ts';
import { clip, formatCount, formatTable, formatUsd } from '../output/table.ts';
import { cacheShare, dayOf, modelOf, sumBy, type CostLine } from './core/sum-by.ts';

/** As many of the newest runs as are summed up. */
const newestRuns = 10_000;

export type CostBy = 'day' | 'agent' | 'model' | 'card';

const names = {
	day: ({ queuedAt }: { queuedAt: number }) => dayOf(queuedAt),
	agent: ({ agent }: { agent: string }) => agent,
	model: modelOf,
	card: ({ cardName }: { cardName: string }) => cardName,
} as const;

/** What was spent, by day, agent, model or card, with the tokens it was for. */
export async function showCost(
	{ home, terminal }: Context,
	{ by, json }: { readonly by: CostBy; readonly json: boolean },
): Promise<number> {
	const master = connectMaster(home);
	const [runs, { spentUsd, spentTodayUsd }] = await Promise.all([master.runs(newestRuns), master.status()]);
	const summed = sumBy(runs, names[by]);
	const lines = by === 'day' ? summed.toSorted((a, b) => b.name.localeCompare(a.name)) : summed;
	if (json) {
		const told = lines.map((line) => ({ ...line, cachePercent: cacheShare(line.tokens) }));
		terminal.out(JSON.stringify({ by, spentUsd, spentTodayUsd, lines: told }, null, 2));
		return 0;
	}
	for (const line of formatTable([
		...lines.map((line) => [
			clip(line.name, 50),
			`${line.runs} runs`,
			formatUsd(line.usd),
			...formatTokens(line.tokens),
		]),
		['in all', '', formatUsd(spentUsd)],
		['today', '', formatUsd(spentTodayUsd)],
	]))
		terminal.out(line);
	return 0;
}

function formatTokens(tokens: CostLine['tokens']): string[] {
	const share = cacheShare(tokens);
	if (share === null) return [];
	return [
		`${formatCount(tokens.read)} tokens read, ${share} % from cache`,
		`${formatCount(tokens.written)} written`,
	];
}
