import type { Transaction } from 'kysely';
import type { Outgoing } from '@aegis/shared/actor';
import type { CardDesk } from '../desk/card-desk.ts';
import { markDue } from '../store/cards.ts';
import type { MasterTables } from '../store/tables.ts';
import type { Projects } from './projects.ts';

type Tx = Transaction<MasterTables>;

/** Stops what runs in projects that nobody looks after any more, and has everything else looked at in its turn. */
export async function followTracking(tx: Tx, projects: Projects, desk: CardDesk): Promise<Outgoing[]> {
	await markDue(tx, null, Date.now());
	const active = await tx
		.selectFrom('card')
		.select(['gid', 'project_gid'])
		.where('standing', '=', 'active')
		.execute();
	const sent: Outgoing[] = [];
	for (const card of active)
		if (projects.get(card.project_gid) === null) sent.push(...(await desk.reconsider(tx, card.gid)));
	return sent;
}
