import type { Outgoing } from '@aegis/shared/actor';
import { onBoard } from '../core/board/on-board.ts';
import type { Handler } from './handling.ts';

/** Every card of the project that was not read is gone. */
export const handleProjectSynced: Handler<'project.synced'> = async (tx, message, { desk, projects }) => {
	const { projectGid } = message;
	const present = new Set(message.cardGids);
	const sent: Outgoing[] = [];
	for (const gid of await tx.cards.presentIn(projectGid)) {
		const state = present.has(gid) ? null : await tx.cards.load(gid);
		if (state === null) continue;
		const step = onBoard(state, { type: 'gone' }, projects.settings(projectGid));
		sent.push(...(await desk.take(tx, state, step)));
	}
	return sent;
};
