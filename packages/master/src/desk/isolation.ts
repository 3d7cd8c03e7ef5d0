import type { Outgoing } from '@aegis/shared/actor';
import type { Clock } from '@aegis/shared/clock';
import type { Reason } from '@aegis/shared/domain';
import { describeError } from '@aegis/shared/errors';
import type { Logger } from '@aegis/shared/log';
import type { MasterTx } from '../store/master-store.ts';

/** How long a card that nothing can be decided about is left alone. Milliseconds. */
const asideMs = 15_000;

/**
 * Does something with one card inside a transaction that concerns many: where its row or a decision about it throws,
 * nothing of it is kept, the card is set aside with the reason for a while, and the others go on.
 */
export async function isolate(
	tx: MasterTx,
	cardGid: string,
	{ log, clock }: { readonly log: Logger; readonly clock: Clock },
	body: () => Promise<Outgoing[]>,
): Promise<Outgoing[]> {
	try {
		return await tx.attempt(body);
	} catch (error) {
		log.error({ err: error, cardGid }, 'card set aside: nothing can be decided about it');
		// Where it is the store that is broken, this throws too, and the whole transaction is undone.
		await setAside(tx, cardGid, describeError(error), clock.wall());
		return [];
	}
}

async function setAside({ cards }: MasterTx, cardGid: string, why: string, now: number): Promise<void> {
	const because = `Aegis cannot decide about it (${why.slice(0, 200)}) and tries again by itself; see \`aegis logs master\``;
	const reason: Reason = { code: 'quarantined', because };
	await cards.setAside(cardGid, { reason: JSON.stringify(reason), now, wakeAt: now + asideMs });
}
