import type { Transaction } from 'kysely';
import type { Outgoing } from '@aegis/shared/actor';
import type { PauseTarget } from '@aegis/shared/messages';
import { markDue } from '../store/cards.ts';
import type { MasterTables } from '../store/tables.ts';
import type { CardDesk } from './card-desk.ts';

type Tx = Transaction<MasterTables>;

/** Looks at what runs under a target at once, and has what waits there looked at in its turn. */
export async function lookUnder(tx: Tx, target: PauseTarget, desk: CardDesk): Promise<Outgoing[]> {
	if (target.scope === 'card') return desk.reconsider(tx, target.gid);
	const projectGid = target.scope === 'project' ? target.gid : null;
	await markDue(tx, projectGid, Date.now());
	let active = tx.selectFrom('card').select('gid').where('standing', '=', 'active');
	if (projectGid !== null) active = active.where('project_gid', '=', projectGid);
	const sent: Outgoing[] = [];
	for (const { gid } of await active.execute()) sent.push(...(await desk.reconsider(tx, gid)));
	return sent;
}
