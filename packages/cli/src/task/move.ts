import { AegisError } from '@aegis/shared/errors';
import { moveCard, readCard } from '../board/cards.ts';
import type { Context } from '../context.ts';
import { accessAnyBoard } from './access.ts';
import { requireSection } from './section.ts';

export async function moveTask(context: Context, gid: string, section: string): Promise<number> {
	const access = accessAnyBoard(context);
	const card = await readCard(access, gid);
	if (card.projectGid === null) {
		throw new AegisError('CARD_WITHOUT_PROJECT', `The card ${gid} is in no project.`, {
			fix: 'Put it into a project on the board first.',
			exitCode: 3,
		});
	}
	await moveCard(access, gid, await requireSection(access, card.projectGid, section));
	const moved = await readCard(access, gid);
	context.terminal.out(`${moved.name}: ${card.section ?? 'no section'} → ${moved.section ?? 'no section'}`);
	return 0;
}
