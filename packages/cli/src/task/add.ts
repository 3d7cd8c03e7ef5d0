import { text } from 'node:stream/consumers';
import { AegisError } from '@aegis/shared/errors';
import { createCard, moveCard, readCard } from '../board/cards.ts';
import type { Context } from '../context.ts';
import { accessBoard, chooseProject } from './access.ts';
import { requireSection } from './section.ts';

export async function addTask(
	context: Context,
	name: string,
	options: {
		readonly notes?: string;
		readonly ready: boolean;
		readonly project?: string;
		readonly maxCost?: number;
		readonly manualMerge: boolean;
		readonly after: readonly string[];
		readonly json: boolean;
	},
): Promise<number> {
	const { terminal } = context;
	if (name.trim() === '') {
		throw new AegisError('TEXT_MISSING', 'A card needs a name.', {
			fix: 'Say in a few words what is wanted: aegis task add "Fix the …".',
			exitCode: 2,
		});
	}
	const project = chooseProject(context, options.project);
	const access = accessBoard(context, project);
	const notes = options.notes === '-' ? await text(process.stdin) : (options.notes ?? '');
	const drafts = await requireSection(access, project.gid, 'Drafts');
	const gid = await createCard(access, {
		projectGid: project.gid,
		sectionGid: drafts,
		name,
		notes,
		after: options.after,
		manualMerge: options.manualMerge,
		...(options.maxCost === undefined ? {} : { maxCostUsd: options.maxCost }),
	});
	// Only now: what is in Ready Queue may start at any moment.
	if (options.ready) await moveCard(access, gid, await requireSection(access, project.gid, 'Ready Queue'));
	const card = await readCard(access, gid);
	if (options.json) {
		terminal.out(JSON.stringify(card, null, 2));
		return 0;
	}
	terminal.out(gid);
	terminal.note(
		`Added to ${card.section ?? 'no section'} of ${project.name}${card.url === null ? '' : `: ${card.url}`}`,
	);
	terminal.note(
		options.ready
			? 'Next: `aegis status` shows how it goes.'
			: `Next: \`aegis task move ${gid} "Ready Queue"\` when work may begin.`,
	);
	return 0;
}
