import type { Context } from '../context.ts';
import { requireCard } from '../control/order.ts';
import { formatDuration, formatUsd } from '../output/table.ts';
import { nextStep } from './next-step.ts';

/** Says in a few lines where a card stands, why nothing happens where nothing does, and what would change that. */
export async function explainCard(
	context: Context,
	gid: string,
	{ json }: { readonly json: boolean },
): Promise<number> {
	const { terminal } = context;
	const card = await requireCard(context, gid);
	const next = nextStep(card);
	if (json) {
		const { name, state, reason, needs, untilMs, section, agent, costUsd, maxCostUsd } = card;
		const shown = { gid, name, section, agent, state, reason, needs, untilMs, costUsd, maxCostUsd, next };
		terminal.out(JSON.stringify(shown, null, 2));
		return 0;
	}
	const place = [card.section ?? 'no section', card.agent ?? 'no agent', card.state].join(' · ');
	terminal.out(`${terminal.paint.bold(card.name)}: ${place}`);
	if (card.run !== null && card.state === 'running')
		terminal.out(`${card.run.agent} is at it: ${card.run.activity ?? 'starting'}`);
	if (card.reason !== null) terminal.out(terminal.paint.yellow(card.reason.text));
	if (card.untilMs !== null && card.untilMs > Date.now())
		terminal.out(`Goes on by itself in ${formatDuration(card.untilMs - Date.now())}.`);
	if (card.asks !== null) terminal.out(`\n${card.asks}\n`);
	terminal.out(`Spent: ${formatUsd(card.costUsd)} of ${formatUsd(card.maxCostUsd)}`);
	if (next !== null) terminal.note(`Next: \`${next}\``);
	return 0;
}
