import { listCards } from '../board/cards.ts';
import type { Context } from '../context.ts';
import { clip, formatTable } from '../output/table.ts';
import { accessBoard, chooseProject } from './access.ts';

export async function listTasks(
	context: Context,
	options: { readonly project?: string; readonly json: boolean },
): Promise<number> {
	const { terminal } = context;
	const project = chooseProject(context, options.project);
	const cards = await listCards(accessBoard(context, project), project.gid);
	if (options.json) {
		terminal.out(JSON.stringify(cards, null, 2));
		return 0;
	}
	if (cards.length === 0) {
		terminal.note('No cards yet. Next: `aegis task add "…" --ready`');
		return 0;
	}
	const rows = cards.map((card) => [
		card.gid,
		clip(card.name, 50),
		card.section ?? '–',
		card.fields['Agent'] ?? '–',
		card.completed ? 'Complete' : (card.fields['Swarm Status'] ?? '–'),
		card.fields['Cost'] ?? '–',
	]);
	const [header = '', ...body] = formatTable([
		['CARD', 'NAME', 'SECTION', 'AGENT', 'STATUS', 'COST'],
		...rows,
	]);
	terminal.out(terminal.paint.dim(header));
	for (const line of body) terminal.out(line);
	return 0;
}
