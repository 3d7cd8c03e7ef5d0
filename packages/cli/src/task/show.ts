import { connectMaster } from '@aegis/shared/api';
import { listComments, readCard } from '../board/cards.ts';
import type { Context } from '../context.ts';
import { formatDuration, formatTable, formatUsd } from '../output/table.ts';
import { accessAnyBoard } from './access.ts';

/** Shows what the board says of a card and, where the master runs, what it knows of its runs. */
export async function showTask(
	context: Context,
	gid: string,
	options: { readonly json: boolean },
): Promise<number> {
	const { terminal, home } = context;
	const access = accessAnyBoard(context);
	const [card, comments, detail] = await Promise.all([
		readCard(access, gid),
		listComments(access, gid),
		connectMaster(home)
			.card(gid)
			.catch(() => null),
	]);
	if (options.json) {
		const { runs = null, reason = null, state = null, forecast = null } = detail ?? {};
		terminal.out(JSON.stringify({ ...card, state, reason, forecast, runs, comments }, null, 2));
		return 0;
	}
	const { paint } = terminal;
	terminal.out(paint.bold(card.name));
	terminal.out(
		[card.section ?? 'no section', card.completed ? 'completed' : 'open', card.url ?? ''].join(' · '),
	);
	if (detail?.reason) terminal.out(paint.yellow(detail.reason.text));
	const fields = Object.entries(card.fields).filter(([, value]) => value !== null && value !== '');
	for (const [name, value] of fields) terminal.out(`${name}: ${value}`);
	if (card.dependencies.length > 0) terminal.out(`After: ${card.dependencies.join(', ')}`);
	if (card.notes !== '') terminal.out(`\n${card.notes}`);
	const runs = (detail?.runs ?? []).map((run) => [
		run.agent,
		run.outcome ?? run.state,
		run.startedAt === null || run.finishedAt === null ? '–' : formatDuration(run.finishedAt - run.startedAt),
		formatUsd(run.costUsd),
		run.models.join(' + '),
	]);
	if (detail?.forecast) {
		const { usd, highUsd, cards } = detail.forecast;
		terminal.out(
			`\nLikely ${formatUsd(usd)} in all, below ${formatUsd(highUsd)} for nine of ten, by ${cards} cards of this project`,
		);
	}
	if (runs.length > 0) terminal.out('');
	for (const line of formatTable(runs)) terminal.out(line);
	for (const { author, at, text } of comments) {
		terminal.out(`\n${paint.dim(`${at.slice(0, 19).replace('T', ' ')} ${author ?? 'someone'}`)}\n${text}`);
	}
	return 0;
}
