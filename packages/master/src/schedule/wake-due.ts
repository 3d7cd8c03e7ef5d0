import type { Outgoing } from '@aegis/shared/actor';
import type { CardDesk } from '../desk/card-desk.ts';
import type { MasterTx } from '../store/master-store.ts';

/** As many due cards as one look takes: the others have their turn half a second later. */
const passSize = 500;

/** Looks again at the cards whose time has come: a backoff or a usage limit is over. */
export async function wakeDue(tx: MasterTx, desk: CardDesk, now: number): Promise<Outgoing[]> {
	const sent: Outgoing[] = [];
	for (const gid of await tx.cards.due(now, passSize)) sent.push(...(await desk.reconsider(tx, gid)));
	return sent;
}
