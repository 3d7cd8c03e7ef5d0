import type { Outgoing } from '@aegis/shared/actor';
import type { PauseTarget } from '@aegis/shared/messages';
import type { MasterTx } from '../store/master-store.ts';
import type { CardDesk } from './card-desk.ts';

/** Looks at what runs under a target at once, and has what waits there looked at in its turn. */
export async function lookUnder(
	tx: MasterTx,
	target: PauseTarget,
	desk: CardDesk,
	now: number,
): Promise<Outgoing[]> {
	if (target.scope === 'card') return desk.reconsider(tx, target.gid);
	const projectGid = target.scope === 'project' ? target.gid : null;
	await tx.cards.markDue(projectGid, now);
	const sent: Outgoing[] = [];
	for (const card of await tx.cards.active())
		if (projectGid === null || card.project_gid === projectGid)
			sent.push(...(await desk.reconsider(tx, card.gid)));
	return sent;
}
