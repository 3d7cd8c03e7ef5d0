import type { Outgoing } from '@aegis/shared/actor';
import type { CardDesk } from '../desk/card-desk.ts';
import type { MasterTx } from '../store/master-store.ts';
import type { ProjectBook } from './project-book.ts';

/** Stops what runs in projects that nobody looks after any more, and has everything else looked at in its turn. */
export async function followTracking(
	tx: MasterTx,
	projects: Pick<ProjectBook, 'get'>,
	desk: CardDesk,
	now: number,
): Promise<Outgoing[]> {
	await tx.cards.markDue(null, now);
	const sent: Outgoing[] = [];
	for (const card of await tx.cards.active())
		if (projects.get(card.project_gid) === null) sent.push(...(await desk.reconsider(tx, card.gid)));
	return sent;
}
