import type { Outgoing } from '@aegis/shared/actor';
import { onBoard } from '../core/board/on-board.ts';
import { loadCard } from '../store/cards.ts';
import type { Handler } from './handling.ts';

/** Every card of the project that was not read is gone. */
export const handleProjectSynced: Handler<'project.synced'> = async (tx, message, { desk, projects }) => {
	const { projectGid } = message;
	const present = new Set(message.cardGids);
	const rows = await tx
		.selectFrom('card')
		.select('gid')
		.where('project_gid', '=', projectGid)
		.where('present', '=', 1)
		.execute();
	const sent: Outgoing[] = [];
	for (const { gid } of rows) {
		const state = present.has(gid) ? null : await loadCard(tx, gid);
		if (state === null) continue;
		const step = onBoard(state, { type: 'gone' }, projects.settings(projectGid));
		sent.push(...(await desk.take(tx, state, step)));
	}
	return sent;
};
