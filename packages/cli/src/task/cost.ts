import type { Context } from '../context.ts';
import { requireCard } from '../control/order.ts';
import { sumBy, type CostLine } from '../cost/core/sum-by.ts';
import { formatTable, formatUsd } from '../output/table.ts';

/** What a card has cost, by agent. */
export async function showCardCost(
	context: Context,
	gid: string,
	{ json }: { readonly json: boolean },
): Promise<number> {
	const { terminal } = context;
	const card = await requireCard(context, gid);
	const lines: CostLine[] = sumBy(card.runs, ({ agent }) => agent);
	if (json) {
		const { name, costUsd, maxCostUsd } = card;
		terminal.out(JSON.stringify({ gid, name, costUsd, maxCostUsd, agents: lines }, null, 2));
		return 0;
	}
	const rows = lines.map(({ name, runs, usd }) => [name, `${runs} runs`, formatUsd(usd)]);
	for (const line of formatTable([
		...rows,
		['in all', '', `${formatUsd(card.costUsd)} of ${formatUsd(card.maxCostUsd)}`],
	]))
		terminal.out(line);
	return 0;
}
